package io.arvfs.mount.fuse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory by address, the one place that touches it. A wrong address ends the process; every
 * address used comes from the library, from the kernel by way of it, or from {@link BufferPool}.
 * Thread-safe as memory is.
 */
final class Memory {

  private static final MemorySegment ALL = reinterpret(MemorySegment.NULL, Long.MAX_VALUE);

  private Memory() {}

  @SuppressWarnings("restricted") // The point of this class.
  private static MemorySegment reinterpret(MemorySegment segment, long length) {
    return segment.reinterpret(length);
  }

  static long getLong(long address) {
    return ALL.get(JAVA_LONG_UNALIGNED, address);
  }

  static void putLong(long address, long value) {
    ALL.set(JAVA_LONG_UNALIGNED, address, value);
  }

  static int getInt(long address) {
    return ALL.get(JAVA_INT_UNALIGNED, address);
  }

  static void putInt(long address, int value) {
    ALL.set(JAVA_INT_UNALIGNED, address, value);
  }

  static void putDouble(long address, double value) {
    ALL.set(JAVA_DOUBLE_UNALIGNED, address, value);
  }

  static void clear(long address, long length) {
    ALL.asSlice(address, length).fill((byte) 0);
  }

  static void putBytes(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, ALL, JAVA_BYTE, address, bytes.length);
  }

  /** Puts {@code bytes} and a zero after them. */
  static void putString(long address, byte[] bytes) {
    putBytes(address, bytes);
    ALL.set(JAVA_BYTE, address + bytes.length, (byte) 0);
  }

  static byte[] getBytes(long address, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(ALL, JAVA_BYTE, address, bytes, 0, length);
    return bytes;
  }

  /** The bytes from {@code address} to the first zero. */
  static byte[] getString(long address) {
    int length = 0;
    while (ALL.get(JAVA_BYTE, address + length) != 0) {
      length++;
    }
    return getBytes(address, length);
  }

  /** The memory itself as a buffer; good as long as the memory is. */
  static ByteBuffer buffer(long address, long length) {
    return reinterpret(MemorySegment.ofAddress(address), length).asByteBuffer();
  }
}
