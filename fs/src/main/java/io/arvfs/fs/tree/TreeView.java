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
import java.util.Arrays;
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
        (key, value) -> found.add(dentry(key, value)));
    return found;
  }

  /**
   * The same one by one, so that a directory may have any number of them. What comes and goes
   * meanwhile may be among them or not.
   */
  public Iterable<Dentry> eachByName(Ino parent) {
    return () ->
        new Pages<>(
            byName(parent, new byte[0]),
            last -> byName(parent, Arrays.copyOf(last.name().bytes(), last.name().length() + 1)));
  }

  /** A page of the dentries whose names are at or behind {@code from}. */
  private List<Dentry> byName(Ino parent, byte[] from) {
    List<Dentry> page = new ArrayList<>();
    rows.scan(
        TreeFamilies.DENTRIES,
        Keys.of(parent.value(), from),
        Keys.of(parent.value() + 1),
        (key, value) -> page.add(dentry(key, value)) && page.size() < Pages.SIZE);
    return page;
  }

  private static Dentry dentry(byte[] key, byte[] value) {
    byte[] name = Arrays.copyOfRange(key, Long.BYTES, key.length);
    return new Dentry(new Name(name), new Ino(ByteBuffer.wrap(value).getLong()));
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

  /** The same one by one, so that a file may have any number of them. */
  public Iterable<Extent> eachExtent(Inode file) {
    return () -> new Pages<>(page(file, 0), last -> page(file, last.end()));
  }

  private List<Extent> page(Inode file, long from) {
    List<Extent> page = new ArrayList<>();
    if (from >= file.size()) {
      return page;
    }
    EXTENTS.visit(
        rows,
        file.ino(),
        from,
        file.size(),
        extent -> page.add(extent) && page.size() < Pages.SIZE);
    return page;
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
