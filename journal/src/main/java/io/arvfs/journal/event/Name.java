package io.arvfs.journal.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * One component of a path: 1 to 255 bytes, neither {@code .} nor {@code ..}, without a slash or a
 * zero byte. Names are bytes, as the kernel has them; those that are no UTF-8 are names too.
 * Ordered by unsigned bytes, which is the order of manifests and of directory rows.
 *
 * <p>Immutable.
 */
public final class Name implements Comparable<Name> {

  /** The longest name in bytes, as Linux has it. */
  public static final int MAX_LENGTH = 255;

  private final byte[] bytes;

  /**
   * Copies {@code bytes}.
   *
   * @throws IllegalArgumentException if these bytes cannot name a directory's entry
   */
  public Name(byte[] bytes) {
    this.bytes = requireName(bytes.clone());
  }

  /**
   * The name spelled by {@code text} in UTF-8.
   *
   * @throws IllegalArgumentException if these bytes cannot name a directory's entry
   */
  public Name(String text) {
    this.bytes = requireName(text.getBytes(UTF_8));
  }

  /** Whether {@code bytes} may stand as a name: what the constructors accept. */
  public static boolean isName(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
      return false;
    }
    boolean onlyDots = true;
    for (byte b : bytes) {
      if (b == '/' || b == 0) {
        return false;
      }
      onlyDots &= b == '.';
    }
    return !onlyDots || bytes.length > 2;
  }

  private static byte[] requireName(byte[] bytes) {
    if (!isName(bytes)) {
      throw new IllegalArgumentException(
          "not a name (" + bytes.length + " bytes): " + new String(bytes, UTF_8));
    }
    return bytes;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** Whether the bytes are well-formed UTF-8, which is all that a manifest can carry. */
  public boolean isUtf8() {
    return Arrays.equals(bytes, new String(bytes, UTF_8).getBytes(UTF_8));
  }

  @Override
  public int compareTo(Name other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes read as UTF-8; malformed ones show as U+FFFD, so two names may look alike. */
  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
