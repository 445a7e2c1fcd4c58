package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.Keys;
import io.arvfs.journal.index.Rows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The tree to read, over an index, a snapshot or a batch. As safe for threads as those rows are;
 * two questions may be answered by two moments unless the rows are a snapshot.
 */
public final class TreeView {

  /**
   * So many extents of a file go at once: few enough for the writer to be held 5 ms. A part of what
   * {@link io.arvfs.journal.event.TreeEvent.RemovalAdopted} means for the rows.
   */
  public static final int EXTENTS_AT_ONCE = 256;

  static final byte[] NEXT_INO = {'i'};
  private static final ExtentMap EXTENTS = new ExtentMap(TreeFamilies.EXTENTS);
  private static final int MAX_DEPTH = 1 << 16;

  private final Rows rows;

  public TreeView(Rows rows) {
    this.rows = rows;
  }

  public Optional<Inode> inode(Ino ino) {
    byte[] row = rows.get(TreeFamilies.INODES, Keys.of(ino.value()));
    return row == null ? Optional.empty() : Optional.of(RowCodec.inode(ino, row));
  }

  public Optional<Ino> child(Ino parent, Name name) {
    byte[] row = rows.get(TreeFamilies.DENTRIES, Keys.of(parent.value(), name.bytes()));
    return row == null ? Optional.empty() : Optional.of(new Ino(ByteBuffer.wrap(row).getLong()));
  }

  /** A name in a directory with its inode's number. */
  public record Dentry(Name name, Ino ino) {}

  /**
   * Shows the dentries of {@code parent} whose Ino is above {@code after}, by Ino, until {@code
   * more} is false. Names that come and go meanwhile move no other.
   */
  public void children(Ino parent, long after, Predicate<Dentry> more) {
    rows.scan(
        TreeFamilies.CHILDREN,
        Keys.of(parent.value(), after + 1),
        Keys.of(parent.value() + 1),
        (key, value) ->
            more.test(new Dentry(new Name(value), new Ino(ByteBuffer.wrap(key).getLong(8)))));
  }

  /** The dentries of {@code parent} in the bytewise order of their names. */
  public List<Dentry> byName(Ino parent) {
    List<Dentry> found = new ArrayList<>();
    rows.scanPrefix(
        TreeFamilies.DENTRIES,
        Keys.of(parent.value()),
        (key, value) -> {
          byte[] name = new byte[key.length - Long.BYTES];
          ByteBuffer.wrap(key).get(Long.BYTES, name);
          return found.add(new Dentry(new Name(name), new Ino(ByteBuffer.wrap(value).getLong())));
        });
    return found;
  }

  public boolean isEmpty(Ino directory) {
    boolean[] empty = {true};
    children(directory, 0, _ -> empty[0] = false);
    return empty[0];
  }

  /** The extents that have bytes from {@code from} up to {@code to}, in order. */
  public List<Extent> extents(Ino ino, long from, long to) {
    return EXTENTS.overlapping(rows, ino, from, to);
  }

  /** All extents of the file, in order; not what has been cut off and is still to go. */
  public List<Extent> extents(Ino ino) {
    return extents(ino, 0, inode(ino).map(Inode::size).orElse(0L));
  }

  /**
   * Where the extents begin that were cut off the file and are still to go, if there are some: then
   * nothing may make it longer.
   */
  public OptionalLong rest(Ino ino) {
    byte[] row = rows.get(TreeFamilies.ORPHANS, Keys.of(ino.value()));
    return row == null || row.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(row).getLong());
  }

  /**
   * Where the extent begins that comes after the first {@code count} of those that have bytes from
   * {@code from} up to {@code to}, be they cut off; empty if there are no more than those.
   */
  public OptionalLong extentAfter(Ino ino, long from, long to, int count) {
    return EXTENTS.after(rows, ino, from, to, count);
  }

  /**
   * Where the bytes of {@code range}, which an extent names, stand now: somewhere else than they
   * were written, once cleaning has moved them.
   */
  public SegmentRange place(SegmentRange range) {
    return SegmentUse.place(rows, range);
  }

  /** Files of which extents are to go: they have no name and did not die yet, or have a rest. */
  public List<Ino> orphans() {
    List<Ino> found = new ArrayList<>();
    rows.scan(
        TreeFamilies.ORPHANS,
        new byte[0],
        (key, _) -> found.add(new Ino(ByteBuffer.wrap(key).getLong())));
    return found;
  }

  /** The number that the next inode gets. */
  public Ino nextIno() {
    byte[] row = rows.get(TreeFamilies.NUMBERS, NEXT_INO);
    return row == null ? Ino.ROOT.next() : new Ino(ByteBuffer.wrap(row).getLong());
  }

  /** Whether {@code ino} is {@code ancestor} or stands somewhere below it. */
  public boolean isWithin(Ino ino, Ino ancestor) {
    Ino at = ino;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      if (at.equals(ancestor)) {
        return true;
      }
      Optional<Place> place = inode(at).flatMap(Inode::place);
      if (place.isEmpty()) {
        return false;
      }
      at = place.get().parent();
    }
    throw new IllegalStateException("directories above " + ino + " form a cycle");
  }

  /** The path from the root, if the inode has one. */
  public Optional<ManifestPath> path(Ino ino) {
    List<Name> names = new ArrayList<>();
    Ino at = ino;
    while (!at.equals(Ino.ROOT)) {
      Optional<Place> place = inode(at).flatMap(Inode::place);
      if (place.isEmpty() || names.size() > MAX_DEPTH) {
        return Optional.empty();
      }
      names.add(place.get().name());
      at = place.get().parent();
    }
    Collections.reverse(names);
    return Optional.of(new ManifestPath(names));
  }

  /** The inode at {@code path}, if there is one. */
  public Optional<Ino> find(ManifestPath path) {
    Ino at = Ino.ROOT;
    for (Name name : path.names()) {
      Optional<Ino> child = child(at, name);
      if (child.isEmpty()) {
        return child;
      }
      at = child.get();
    }
    return Optional.of(at);
  }
}
