package io.arvfs.journal.event;

import java.util.regex.Pattern;

/**
 * What a Keep block <em>is</em>: the md5 of its bytes in lower-case hex and their number. It never
 * expires; permission to read it is a locator's matter.
 */
public record BlockId(String md5, int size) {

  /** The most bytes a block holds: 64 MiB (protocol reference, section 5). */
  public static final int MAX_SIZE = 64 << 20;

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException if {@code md5} is not 32 lower-case hex digits or {@code size}
   *     is negative
   */
  public BlockId {
    if (!MD5.matcher(md5).matches() || size < 0) {
      throw new IllegalArgumentException("not a block: " + md5 + "+" + size);
    }
  }

  /** {@code md5+size}, as a locator without hints is written. */
  @Override
  public String toString() {
    return md5 + "+" + size;
  }
}
