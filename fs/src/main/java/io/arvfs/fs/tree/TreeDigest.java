package io.arvfs.fs.tree;

import io.arvfs.fs.tree.Extent.Origin;
import io.arvfs.fs.tree.TreeView.Dentry;
import io.arvfs.journal.event.Ino;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    number(ChronoUnit.NANOS.between(Instant.EPOCH, inode.modified()));

    if (inode.isDirectory()) {
      view.byName(inode.ino()).forEach(this::add);
      number(-1);
    } else {
      view.extents(inode.ino()).forEach(this::add);
    }
  }

  private void add(Dentry dentry) {
    number(dentry.name().length());
    digest.update(dentry.name().bytes());
    add(view.inode(dentry.ino()).orElseThrow());
  }

  private void add(Extent extent) {
    number(extent.offset());
    number(extent.length());
    switch (extent.origin()) {
      case Origin.Written(var length, var crc, var skip) -> {
        number(length);
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
