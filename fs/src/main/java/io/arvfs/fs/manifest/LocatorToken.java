package io.arvfs.fs.manifest;

import io.arvfs.journal.event.BlockId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block as a manifest names it: md5, size and hints, among them perhaps a signature. Two are
 * equal if their whole strings are, which is what the server compares; what a block <em>is</em>
 * says {@link #block()}. Immutable.
 */
public final class LocatorToken {

  private static final Pattern FORM =
      Pattern.compile("([0-9a-fA-F]{32})\\+([0-9]{1,10})(?:\\+[^\\s:]*)?");
  private static final Pattern EXPIRY = Pattern.compile("A[^@]*@([0-9a-fA-F]{1,8})");

  /** How a manifest names the block without bytes, which needs no signature. */
  public static final LocatorToken EMPTY_BLOCK =
      new LocatorToken("d41d8cd98f00b204e9800998ecf8427e+0");

  private final String text;
  private final BlockId block;

  /**
   * Parses {@code text}.
   *
   * @throws IllegalArgumentException if it does not begin with 32 hex digits, a plus and a size of
   *     at most 2^31 - 1
   */
  public LocatorToken(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a locator with a size: " + text);
    }
    long size = Long.parseLong(matcher.group(2));
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a block of 2^31 bytes or more: " + text);
    }
    this.text = text;
    this.block = new BlockId(matcher.group(1).toLowerCase(Locale.ROOT), (int) size);
  }

  /** The locator of {@code block} without hints. */
  public static LocatorToken of(BlockId block) {
    return new LocatorToken(block.toString());
  }

  /** The string as it stands in the manifest. */
  public String text() {
    return text;
  }

  /** The block that is meant, whatever the hints and whatever the case of the hex digits. */
  public BlockId block() {
    return block;
  }

  /** The md5 in lower-case hex. */
  public String md5() {
    return block.md5();
  }

  /** The size of the whole block in bytes. */
  public int size() {
    return block.size();
  }

  /** Everything after the size, without the pluses, in its order; the signature is one of them. */
  public List<String> hints() {
    int start = text.indexOf('+', md5().length() + 1);
    return start < 0 ? List.of() : List.of(text.substring(start + 1).split("\\+", -1));
  }

  /** When the signature of this cluster ends; empty if there is none or if it has no such end. */
  public Optional<Instant> expiry() {
    return expirySeconds().map(Instant::ofEpochSecond);
  }

  /** The end of the signature in Unix seconds, as {@link #expiry()}. */
  public Optional<Long> expirySeconds() {
    for (String hint : hints()) {
      Matcher matcher = EXPIRY.matcher(hint);
      if (matcher.matches()) {
        return Optional.of(Long.parseLong(matcher.group(1), 16));
      }
    }
    return Optional.empty();
  }

  public boolean isSigned() {
    return text.contains("+A");
  }

  /** Whether another cluster's signature stands here: this cluster cannot save it. */
  public boolean isRemote() {
    return text.contains("+R");
  }

  /** Whether the md5 is written in lower case, the only form that the server signs. */
  public boolean isLowerCase() {
    return text.startsWith(md5());
  }

  /** This locator without any hint that begins with {@code A}, as the server stores it. */
  public LocatorToken withoutSignature() {
    return isSigned() ? new LocatorToken(withoutSignature(text)) : this;
  }

  /** Drops the hints that begin with {@code A} from the locator {@code token}. */
  static String withoutSignature(String token) {
    if (!token.contains("+A")) {
      return token;
    }
    String[] parts = token.split("\\+", -1);
    StringBuilder kept = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].startsWith("A")) {
        kept.append('+').append(parts[i]);
      }
    }
    return kept.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocatorToken that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text without its signature, which is a permission and has no place in logs. */
  @Override
  public String toString() {
    return withoutSignature(text);
  }
}
