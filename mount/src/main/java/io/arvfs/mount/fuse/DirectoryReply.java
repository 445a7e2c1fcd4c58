package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer to a directory read, packed as the kernel takes it: {@code struct fuse_dirent} one
 * after another, each at a multiple of 8, with a {@code struct fuse_entry_out} before each if whole
 * nodes are wanted. Both are fixed parts of the kernel's interface.
 *
 * <p>The kernel's cookies 1 and 2 stand after {@code .} and {@code ..}, an implementation's cookie
 * for two more than itself. Confined to the thread that answers.
 */
final class DirectoryReply implements Listing {

  static final int INO = 0;
  static final int NEXT = 8;
  static final int NAME_LENGTH = 16;
  static final int TYPE = 20;
  static final int NAME = 24;

  /** The length of {@code struct fuse_entry_out}, in bytes. */
  static final int ENTRY_OUT = 128;

  private static final int DOTS = 2;

  private final long address;
  private final long capacity;
  private final boolean plus;
  private final FuseOptions options;
  private final List<Ino> counted = new ArrayList<>();
  private long used;

  /** A reply of at most {@code capacity} bytes at {@code address}. */
  DirectoryReply(long address, long capacity, boolean plus, FuseOptions options) {
    this.address = address;
    this.capacity = capacity;
    this.plus = plus;
    this.options = options;
  }

  /** The length of an entry with a name of {@code nameLength} bytes, without a node. */
  static int entrySize(int nameLength) {
    return (NAME + nameLength + 7) & ~7;
  }

  /** The implementation's cookie for the kernel's. */
  static long cookie(long offset) {
    return Math.max(0, offset - DOTS);
  }

  /** Adds those of {@code .} and {@code ..} that follow the kernel's cookie {@code offset}. */
  void addDots(Ino directory, long offset) {
    if (offset == 0) {
      put(".".getBytes(StandardCharsets.US_ASCII), directory, Kind.DIRECTORY, 1);
    }
    if (offset <= 1) {
      put("..".getBytes(StandardCharsets.US_ASCII), directory, Kind.DIRECTORY, DOTS);
    }
  }

  @Override
  public boolean add(Name name, Ino shownIno, Kind kind, long nextCookie) {
    return put(name.bytes(), shownIno, kind, offset(nextCookie));
  }

  @Override
  public boolean add(Name name, Node node, long nextCookie) {
    long start = address + used;
    if (!put(name.bytes(), node.shownIno(), node.kind(), offset(nextCookie))) {
      return false;
    }
    if (plus) {
      putEntryOut(start, node);
      counted.add(node.ino());
    }
    return true;
  }

  @Override
  public boolean wantsNodes() {
    return plus;
  }

  private static long offset(long cookie) {
    if (cookie < 1 || cookie > MAX_COOKIE) {
      throw new IllegalArgumentException("directory cookie " + cookie);
    }
    return cookie + DOTS;
  }

  private boolean put(byte[] name, Ino ino, Kind kind, long next) {
    int prefix = plus ? ENTRY_OUT : 0;
    int length = entrySize(name.length);
    if (used + prefix + length > capacity) {
      return false;
    }
    long entry = address + used;
    Memory.clear(entry, prefix);
    entry += prefix;
    Memory.putLong(entry + INO, ino.value());
    Memory.putLong(entry + NEXT, next);
    Memory.putInt(entry + NAME_LENGTH, name.length);
    Memory.putInt(entry + TYPE, kind.entryType());
    Memory.putBytes(entry + NAME, name);
    Memory.clear(entry + NAME + name.length, length - NAME - name.length);
    used += prefix + length;
    return true;
  }

  /** A node id of 0, as {@link #put} leaves it, tells the kernel that there is no node here. */
  private void putEntryOut(long out, Node node) {
    Duration entry = options.entryTimeout(node.kind());
    Duration attribute = options.attributeTimeout(node.kind());
    Memory.putLong(out, node.ino().value());
    Memory.putLong(out + 16, entry.toSeconds());
    Memory.putLong(out + 24, attribute.toSeconds());
    Memory.putInt(out + 32, entry.getNano());
    Memory.putInt(out + 36, attribute.getNano());
    long attr = out + 40;
    Memory.putLong(attr, node.shownIno().value());
    Memory.putLong(attr + 8, node.size());
    Memory.putLong(attr + 16, node.blocks());
    putTime(attr + 24, attr + 48, node.accessed());
    putTime(attr + 32, attr + 52, node.modified());
    putTime(attr + 40, attr + 56, node.changed());
    Memory.putInt(attr + 60, (node.mode() & 07777) | node.kind().modeBits());
    Memory.putInt(attr + 64, node.links());
    Memory.putInt(attr + 68, node.uid());
    Memory.putInt(attr + 72, node.gid());
    Memory.putInt(attr + 80, StatLayout.PREFERRED_TRANSFER);
  }

  private static void putTime(long seconds, long nanos, Instant time) {
    Memory.putLong(seconds, time.getEpochSecond());
    Memory.putInt(nanos, time.getNano());
  }

  long address() {
    return address;
  }

  long used() {
    return used;
  }

  /** The nodes whose lookups this reply counts once it has arrived. */
  List<Ino> counted() {
    return counted;
  }
}
