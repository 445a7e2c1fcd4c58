package io.arvfs.mount.fuse;

/**
 * A {@code struct fuse_lowlevel_ops} being filled. The callbacks live as long as {@code closures}.
 */
record Slots(long table, Closures closures) {

  /** An empty table, whose memory the caller frees once libfuse has copied it. */
  static Slots allocate(Closures closures) {
    long table = Native.LIBC.malloc(Slot.TABLE_SIZE);
    Memory.clear(table, Slot.TABLE_SIZE);
    return new Slots(table, closures);
  }

  /** Has libfuse call {@code callback} for this slot. */
  <T> void put(Slot slot, Class<T> shape, T callback) {
    Memory.putLong(table + slot.offset(), closures.address(shape, callback));
  }
}
