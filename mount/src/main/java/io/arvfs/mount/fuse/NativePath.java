package io.arvfs.mount.fuse;

/** A string of bytes in native memory, zero at its end, until it is closed. */
record NativePath(long address) implements AutoCloseable {

  static NativePath of(byte[] bytes) {
    long address = Native.LIBC.malloc(bytes.length + 1L);
    if (address == 0) {
      throw new OutOfMemoryError("native memory for a path");
    }
    Memory.putString(address, bytes);
    return new NativePath(address);
  }

  @Override
  public void close() {
    Native.LIBC.free(address);
  }
}
