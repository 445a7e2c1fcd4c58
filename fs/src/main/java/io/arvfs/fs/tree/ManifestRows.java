package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.PathRow;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Inode.Kind;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Keys;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a fresh manifest, all but the root's: paths take consecutive numbers in the order of
 * a walk, and everything has the time and the attributes that the event says. Used once.
 */
final class ManifestRows implements Closeable {

  private static final ExtentMap EXTENTS = new ExtentMap(TreeFamilies.EXTENTS);

  private final ManifestAdopted event;
  private final ManifestPaths.Walk walk;

  /** The directories down to the last path, each at its depth. */
  private final List<Ino> above = new ArrayList<>();

  private Ino next;

  ManifestRows(ManifestAdopted event, ManifestPaths paths) throws IOException {
    this.event = event;
    this.walk = paths.walk();
    this.next = event.firstIno();
    above.add(event.root());
  }

  /**
   * Puts the rows of the next {@code most} paths into {@code batch}.
   *
   * @return whether there may be more
   */
  boolean put(Batch batch, int most) throws IOException {
    for (int i = 0; i < most; i++) {
      PathRow row = walk.next();
      if (row == null) {
        return false;
      }
      put(row, batch);
      next = next.next();
    }
    return true;
  }

  private void put(PathRow row, Batch batch) {
    int depth = PathKeys.depth(row.key());
    Place place = new Place(above.get(depth - 1), PathKeys.name(row.key()));
    long parent = place.parent().value();
    byte[] name = place.name().bytes();
    batch.put(TreeFamilies.DENTRIES, Keys.of(parent, name), Keys.of(next.value()));
    batch.put(TreeFamilies.CHILDREN, Keys.of(parent, next.value()), name);
    long size = row.file().isPresent() ? putExtents(next, row.file().get(), batch) : 0;
    Instant when = event.state().modified();
    Kind kind = row.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
    Inode inode = new Inode(next, kind, event.attributes(), size, when, when, Optional.of(place));
    batch.put(TreeFamilies.INODES, Keys.of(next.value()), RowCodec.encode(inode));
    if (row.isDirectory()) {
      above.subList(depth, above.size()).clear();
      above.add(next);
    }
  }

  /**
   * Puts the extents of a file that has none.
   *
   * @return its bytes
   */
  static long putExtents(Ino ino, RegularFile file, Batch batch) {
    long offset = 0;
    for (Piece piece : file.pieces()) {
      EXTENTS.put(
          batch,
          ino,
          new InBlock(
              offset, piece.length(), piece.locator().block(), piece.offset(), Optional.empty()));
      offset += piece.length();
    }
    return offset;
  }

  @Override
  public void close() throws IOException {
    walk.close();
  }
}
