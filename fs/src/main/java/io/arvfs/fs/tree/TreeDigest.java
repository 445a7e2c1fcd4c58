package io.arvfs.fs.tree;

import io.arvfs.fs.tree.Extent.Origin;
import io.arvfs.fs.tree.TreeView.Dentry;
import io.arvfs.journal.event.Ino;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One number for a whole tree: names, attributes, times and content. Content enters as what the
 * bytes are ({@link Extent#origin}), so moving them into a block changes nothing.
 */
public final class TreeDigest {

  private final TreeView view;
  private final MessageDigest digest;

  private TreeDigest(TreeView view) {
    this.view = view;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Hex SHA-256 of everything below the root. */
  public static String of(TreeView view) {
    TreeDigest digest = new TreeDigest(view);
    view.inode(Ino.ROOT).ifPresent(digest::add);
    return HexFormat.of().formatHex(digest.digest.digest());
  }

  private void add(Inode inode) {
    number(inode.isDirectory() ? 1 : 0);
    number(inode.attributes().mode());
    number(inode.attributes().uid());
    number(inode.attributes().gid());
    number(inode.size());
    Instant modified = inode.modified();
    number(modified.getEpochSecond());
    number(modified.getNano());
    if (inode.isDirectory()) {
      view.eachByName(inode.ino()).forEach(this::add);
      number(-1);
    } else {
      add(view.eachExtent(inode));
    }
  }

  private void add(Dentry dentry) {
    number(dentry.name().length());
    digest.update(dentry.name().bytes());
    add(view.inode(dentry.ino()).orElseThrow());
  }

  /** Bytes written at once count as one piece, also when they went into two blocks. */
  private void add(Iterable<Extent> extents) {
    Extent first = null;
    Extent last = null;
    for (Extent next : extents) {
      if (first != null && last != null && !continues(last, next)) {
        add(first, last.end() - first.offset());
        first = null;
      }
      first = first == null ? next : first;
      last = next;
    }
    if (first != null && last != null) {
      add(first, last.end() - first.offset());
    }
  }

  private static boolean continues(Extent extent, Extent next) {
    return next.offset() == extent.end()
        && extent.origin() instanceof Origin.Written(var length, var crc, var skip)
        && next.origin().equals(new Origin.Written(length, crc, skip + extent.length()));
  }

  private void add(Extent extent, long length) {
    number(extent.offset());
    number(length);
    switch (extent.origin()) {
      case Origin.Written(var written, var crc, var skip) -> {
        number(written);
        number(crc);
        number(skip);
      }
      case Origin.Stored(var block, var blockOffset) -> {
        digest.update(HexFormat.of().parseHex(block.md5()));
        number(blockOffset);
      }
    }
  }

  private void number(long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
