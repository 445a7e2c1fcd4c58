package io.arvfs.fs.tree;

import io.arvfs.journal.index.Family;
import java.util.List;

/** The column families that hold the tree. */
public final class TreeFamilies {

  /** Ino → {@link Inode}. */
  static final Family INODES = new Family("inode");

  /** Parent and name → Ino. */
  static final Family DENTRIES = new Family("dentry");

  /** Parent and Ino → name: the order in which a directory is listed, stable under changes. */
  static final Family CHILDREN = new Family("child");

  /** Ino and offset → {@link Extent}. */
  static final Family EXTENTS = new Family("extent");

  /** Ino of a file without a name that did not die yet. */
  static final Family ORPHANS = new Family("orphan");

  /** Place of a range that some row names → {@link SegmentUse.Use}. */
  static final Family RANGES = new Family("range");

  /** Name of a range that cleaning moved → its place. */
  static final Family MOVED = new Family("moved");

  /** Segment → {@link SegmentUse.Live}. */
  static final Family SEGMENTS = new Family("live");

  /** Single numbers, by name. */
  static final Family NUMBERS = new Family("number");

  private TreeFamilies() {}

  /** All of them, in the order of digests. */
  public static List<Family> all() {
    return List.of(INODES, DENTRIES, CHILDREN, EXTENTS, ORPHANS, RANGES, MOVED, SEGMENTS, NUMBERS);
  }
}
