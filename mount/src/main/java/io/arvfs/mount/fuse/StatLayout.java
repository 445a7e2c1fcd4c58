package io.arvfs.mount.fuse;

import java.time.Instant;

/**
 * Where the fields of {@code struct stat} lie on one processor, in bytes, and how a node is put
 * into it. {@code linksBytes} and {@code blockSizeBytes} are the widths of two fields that differ
 * too.
 */
record StatLayout(
    int ino,
    int mode,
    int links,
    int linksBytes,
    int uid,
    int gid,
    int length,
    int blockSize,
    int blockSizeBytes,
    int blocks,
    int accessed,
    int modified,
    int changed,
    int size) {

  static final StatLayout X86_64 =
      new StatLayout(8, 24, 16, 8, 28, 32, 48, 56, 8, 64, 72, 88, 104, 144);
  static final StatLayout AARCH64 =
      new StatLayout(8, 16, 20, 4, 24, 28, 48, 56, 4, 64, 72, 88, 104, 128);

  /** The layout of the processor we run on. */
  static final StatLayout HERE = System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;

  /** The size of transfers that programs are told to prefer, in bytes. */
  static final int PREFERRED_TRANSFER = 128 << 10;

  private static final int NANOS = 8;

  /** Fills the structure at {@code address}, all of it. */
  void put(long address, Node node) {
    Memory.clear(address, size);
    Memory.putLong(address + ino, node.shownIno().value());
    Memory.putInt(address + mode, (node.mode() & 07777) | node.kind().modeBits());
    putNumber(address + links, linksBytes, node.links());
    Memory.putInt(address + uid, node.uid());
    Memory.putInt(address + gid, node.gid());
    Memory.putLong(address + length, node.size());
    putNumber(address + blockSize, blockSizeBytes, PREFERRED_TRANSFER);
    Memory.putLong(address + blocks, node.blocks());
    putTime(address + accessed, node.accessed());
    putTime(address + modified, node.modified());
    putTime(address + changed, node.changed());
  }

  private static void putNumber(long address, int bytes, int value) {
    if (bytes == Long.BYTES) {
      Memory.putLong(address, value);
    } else {
      Memory.putInt(address, value);
    }
  }

  private static void putTime(long address, Instant time) {
    Memory.putLong(address, time.getEpochSecond());
    Memory.putLong(address + NANOS, time.getNano());
  }

  /** The time at one of the three time fields of the structure at {@code address}. */
  static Instant time(long address) {
    return Instant.ofEpochSecond(Memory.getLong(address), Memory.getLong(address + NANOS));
  }
}
