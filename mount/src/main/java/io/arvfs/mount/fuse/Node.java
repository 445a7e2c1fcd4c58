package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import java.time.Instant;

/**
 * One inode as the kernel shall see it.
 *
 * <p>{@code ino} is the node id: how the kernel names the node in later requests. {@code shownIno}
 * is {@code st_ino}; they differ only where one directory is shown under several paths, each of
 * which needs a node of its own. Of {@code mode} the permission bits count (07777), the rest comes
 * from {@code kind}. {@code size} is in bytes, {@code blocks} in units of 512 bytes.
 */
public record Node(
    Ino ino,
    Ino shownIno,
    Kind kind,
    long size,
    int mode,
    int uid,
    int gid,
    int links,
    Instant accessed,
    Instant modified,
    Instant changed,
    long blocks) {

  /** The unit of {@code blocks}, in bytes. */
  public static final int BLOCK_UNIT = 512;

  /**
   * @throws IllegalArgumentException if a size or a count is negative
   */
  public Node {
    if (size < 0 || blocks < 0 || links < 0) {
      throw new IllegalArgumentException(
          "size " + size + ", blocks " + blocks + ", links " + links + " of " + ino);
    }
  }

  /** The same once nothing leads to it any more. */
  public Node withoutName() {
    return new Node(
        ino, shownIno, kind, size, mode, uid, gid, 0, accessed, modified, changed, blocks);
  }

  /** A node whose three times are one and whose blocks hold its size without holes. */
  public static Node of(
      Ino ino, Kind kind, long size, int mode, int uid, int gid, int links, Instant time) {
    long blocks = size / BLOCK_UNIT + (size % BLOCK_UNIT == 0 ? 0 : 1);
    return new Node(ino, ino, kind, size, mode, uid, gid, links, time, time, time, blocks);
  }
}
