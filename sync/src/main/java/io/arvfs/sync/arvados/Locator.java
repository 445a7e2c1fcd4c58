package io.arvfs.sync.arvados;

import io.arvfs.journal.event.BlockId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@link BlockId} with hints: the permission to read it, dated, and where to find it. Not to be
 * journaled. Hints this client does not know are kept in their order.
 *
 * @param hints without their plus signs, each an upper-case letter and what follows
 */
public record Locator(BlockId block, List<String> hints) {

  /** The md5 of nothing: a block nobody needs to store or fetch. */
  private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";

  private static final Pattern HINT = Pattern.compile("[A-Z][A-Za-z0-9@_-]*");
  private static final Pattern SIGNATURE = Pattern.compile("A[0-9a-f]{40}@[0-9a-f]{8}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final int EXPIRY_AT = 42;

  /**
   * @throws IllegalArgumentException if a hint is not spelt as one
   */
  public Locator {
    hints = List.copyOf(hints);
    for (String hint : hints) {
      if (!HINT.matcher(hint).matches()) {
        throw new IllegalArgumentException("not a locator's hint: " + hint);
      }
    }
  }

  /**
   * The locator in its own spelling.
   *
   * @throws IllegalArgumentException if it is none, or has no size
   */
  public static Locator parse(String text) {
    List<String> parts = List.of(text.split("\\+", -1));
    if (parts.size() < 2 || !NUMBER.matcher(parts.get(1)).matches()) {
      throw new IllegalArgumentException("not a locator: " + text);
    }
    long size = Long.parseLong(parts.get(1));
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a locator: " + text);
    }
    return new Locator(new BlockId(parts.get(0), (int) size), parts.subList(2, parts.size()));
  }

  /** The 40 hex digits of the local signature. */
  public Optional<String> signature() {
    return signed().map(hint -> hint.substring(1, EXPIRY_AT - 1));
  }

  /** When the signature stops being good; whole seconds of the server's clock. */
  public Optional<Instant> expiry() {
    return signed()
        .map(hint -> Instant.ofEpochSecond(Long.parseLong(hint.substring(EXPIRY_AT), 16)));
  }

  /** Whether another cluster signed it: to be localised before a manifest may name it. */
  public boolean isRemote() {
    return hints.stream().anyMatch(hint -> hint.startsWith("R"));
  }

  /** The same block and the same other hints, without the local signature. */
  public Locator withoutSignature() {
    List<String> rest = new ArrayList<>(hints);
    rest.removeIf(hint -> hint.startsWith("A"));
    return new Locator(block, rest);
  }

  boolean isEmptyBlock() {
    return block.md5().equals(EMPTY_MD5) && block.size() == 0;
  }

  private Optional<String> signed() {
    return hints.stream().filter(hint -> SIGNATURE.matcher(hint).matches()).findFirst();
  }

  /** The exact text, as manifests and Keep spell it, signature included. */
  @Override
  public String toString() {
    return hints.isEmpty() ? block.toString() : block + "+" + String.join("+", hints);
  }
}
