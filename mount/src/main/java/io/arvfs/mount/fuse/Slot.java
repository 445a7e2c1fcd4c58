package io.arvfs.mount.fuse;

/**
 * The callbacks we use of {@code struct fuse_lowlevel_ops}, by their index there. The order is
 * libfuse's and never changes; new ones come at the end.
 */
enum Slot {
  INIT(0),
  LOOKUP(2),
  FORGET(3),
  GETATTR(4),
  SETATTR(5),
  READLINK(6),
  MKNOD(7),
  MKDIR(8),
  UNLINK(9),
  RMDIR(10),
  SYMLINK(11),
  RENAME(12),
  LINK(13),
  OPEN(14),
  READ(15),
  WRITE(16),
  FLUSH(17),
  RELEASE(18),
  FSYNC(19),
  OPENDIR(20),
  READDIR(21),
  RELEASEDIR(22),
  FSYNCDIR(23),
  STATFS(24),
  SETXATTR(25),
  GETXATTR(26),
  LISTXATTR(27),
  REMOVEXATTR(28),
  CREATE(30),
  FORGET_MULTI(38),
  FALLOCATE(40),
  READDIRPLUS(41);

  /** The size of the structure up to the last callback of version 3.14, in bytes. */
  static final int TABLE_SIZE = 44 * Long.BYTES;

  private final int index;

  Slot(int index) {
    this.index = index;
  }

  /** Where the callback stands in the structure, in bytes. */
  long offset() {
    return (long) index * Long.BYTES;
  }
}
