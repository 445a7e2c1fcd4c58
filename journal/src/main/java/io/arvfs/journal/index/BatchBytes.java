package io.arvfs.journal.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Changes in the form in which RocksDB itself keeps a batch, so that many of them are one call into
 * native code: a sequence number of 8 bytes, which RocksDB fills in, their count in 4 bytes, both
 * little-endian, and for each change its kind, the number of the family, the key and the value. All
 * numbers there and the lengths before keys and values are varints. Not thread-safe.
 */
final class BatchBytes {

  private static final byte DELETION_IN_FAMILY = 0x4;
  private static final byte VALUE_IN_FAMILY = 0x5;

  private static final int COUNT_AT = Long.BYTES;
  private static final int HEADER_BYTES = COUNT_AT + Integer.BYTES;
  private static final int LONGEST_VARINT = 5;

  /** Usual batches fit; what a larger one took is given back. */
  private static final int KEPT_BYTES = 64 << 10;

  private byte[] bytes = new byte[KEPT_BYTES];
  private int end = HEADER_BYTES;
  private int count;

  void put(int family, byte[] key, byte[] value) {
    reserve(1 + 3 * LONGEST_VARINT + key.length + value.length);
    bytes[end++] = VALUE_IN_FAMILY;
    putVarint(family);
    putBytes(key);
    putBytes(value);
    count++;
  }

  void delete(int family, byte[] key) {
    reserve(1 + 2 * LONGEST_VARINT + key.length);
    bytes[end++] = DELETION_IN_FAMILY;
    putVarint(family);
    putBytes(key);
    count++;
  }

  /** All changes since the last {@link #clear}. */
  byte[] toArray() {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT_AT, count);
    return Arrays.copyOf(bytes, end);
  }

  void clear() {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[KEPT_BYTES];
    }
    end = HEADER_BYTES;
    count = 0;
  }

  private void reserve(int more) {
    int needed = Math.addExact(end, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1 << 30)));
    }
  }

  private void putBytes(byte[] part) {
    putVarint(part.length);
    System.arraycopy(part, 0, bytes, end, part.length);
    end += part.length;
  }

  private void putVarint(int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      bytes[end++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[end++] = (byte) rest;
  }
}
