package io.arvfs.journal.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Keys of rows: big-endian numbers, so that the order of bytes is the order of numbers. */
public final class Keys {

  private Keys() {}

  public static byte[] of(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  public static byte[] of(long first, long second) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
  }

  public static byte[] of(long first, byte[] rest) {
    return ByteBuffer.allocate(Long.BYTES + rest.length).putLong(first).put(rest).array();
  }

  public static byte[] of(int first, long second) {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(first).putLong(second).array();
  }

  /** The least key above all that begin with {@code prefix}; empty if there is none. */
  public static byte[] after(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xff) {
      last--;
    }
    byte[] end = Arrays.copyOf(prefix, last + 1);
    if (last >= 0) {
      end[last]++;
    }
    return end;
  }

  public static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
