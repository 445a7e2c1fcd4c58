package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Inode.Kind;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.Started;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tree: which inodes there are, under which names, with which bytes. Filled from the journal
 * into the index; losing it costs a replay.
 */
public final class TreeFold implements Fold {

  private static final ExtentMap EXTENTS = new ExtentMap(TreeFamilies.EXTENTS);

  private final Manifests manifests;

  public TreeFold(Manifests manifests) {
    this.manifests = manifests;
  }

  @Override
  public void apply(Entry entry, Batch batch) {
    Change change = new Change(batch, entry.time());
    for (Event event : entry.events()) {
      switch (event) {
        case TreeEvent e -> apply(e, change);
        case VolumeEvent e -> apply(e, change);
        case CommitEvent _ -> {} // What was sent changes no name; the ledger moves the bytes.
      }
    }
  }

  private void apply(VolumeEvent event, Change change) {
    switch (event) {
      case ManifestAdopted e -> adopt(e, change);
      case Started _ -> {} // No name changes because a process starts.
    }
  }

  private void apply(TreeEvent event, Change change) {
    switch (event) {
      case FileCreated(var ino, var parent, var name, var attributes) ->
          change.add(Kind.FILE, ino, new Place(parent, name), attributes);
      case DirectoryMade(var ino, var parent, var name, var attributes) ->
          change.add(Kind.DIRECTORY, ino, new Place(parent, name), attributes);
      case BytesWritten e -> write(e, change);
      case Truncated(var ino, var length) -> truncate(ino, length, change);
      case Renamed(var ino, var parent, var name, var newParent, var newName) -> {
        change.detach(ino, new Place(parent, name));
        change.attach(ino, new Place(newParent, newName));
      }
      case Unlinked(var ino, var parent, var name) -> {
        change.detach(ino, new Place(parent, name));
        change.put(change.inode(ino).at(Optional.empty(), change.when()));
        change.batch().put(TreeFamilies.ORPHANS, Keys.of(ino.value()), new byte[0]);
      }
      case DirectoryRemoved(var ino, var parent, var name) -> {
        change.detach(ino, new Place(parent, name));
        change.batch().delete(TreeFamilies.INODES, Keys.of(ino.value()));
      }
      case InodeDied(var ino) -> die(ino, change);
      case AttributesSet(var ino, var attributes, var modified) ->
          change.put(change.inode(ino).with(attributes, modified, change.when()));
      case FileAdopted e -> adopt(e, change);
      case DirectoryAdopted(var ino, var parent, var name, var modified) ->
          change
              .asOf(modified)
              .add(Kind.DIRECTORY, ino, new Place(parent, name), change.attributes(parent));
      case RemovalAdopted(var ino, var parent, var name) -> {
        change.detach(ino, new Place(parent, name));
        die(ino, change);
      }
    }
  }

  /** Nothing stands at or after the end of a file, so what is appended need not look for it. */
  private void write(BytesWritten event, Change change) {
    int length = event.data().length();
    Inode inode = change.inode(event.ino());
    InSegment written = new InSegment(event.offset(), length, event.data(), 0);
    if (event.offset() < inode.size()) {
      EXTENTS.write(change.batch(), event.ino(), written);
    } else {
      EXTENTS.put(change.batch(), event.ino(), written);
    }
    change.put(inode.sized(Math.max(inode.size(), event.offset() + length), change.when()));
  }

  private void truncate(Ino ino, long length, Change change) {
    EXTENTS.cut(change.batch(), ino, length, Long.MAX_VALUE);
    change.put(change.inode(ino).sized(length, change.when()));
  }

  private void die(Ino ino, Change change) {
    EXTENTS.clear(change.batch(), ino);
    change.batch().delete(TreeFamilies.INODES, Keys.of(ino.value()));
    change.batch().delete(TreeFamilies.ORPHANS, Keys.of(ino.value()));
  }

  private void adopt(FileAdopted event, Change change) {
    Change then = change.asOf(event.modified());
    Place place = new Place(event.parent(), event.name());
    if (then.view().inode(event.ino()).isEmpty()) {
      then.add(Kind.FILE, event.ino(), place, then.attributes(event.parent()));
    } else {
      EXTENTS.clear(then.batch(), event.ino());
    }
    ManifestPath path = then.view().path(event.ino()).orElseThrow();
    Node node = manifests.tree(event.portableDataHash()).find(path).orElseThrow();
    fill(event.ino(), (RegularFile) node, then);
  }

  private void adopt(ManifestAdopted event, Change change) {
    Change then = change.asOf(event.state().modified());
    Attributes directories = event.attributes();
    then.put(
        new Inode(
            event.root(),
            Kind.DIRECTORY,
            directories,
            0,
            then.when(),
            then.when(),
            Optional.empty()));
    Directory tree = manifests.tree(event.state().portableDataHash());
    Ino next = adopt(tree, event.root(), event.firstIno(), directories, then);
    then.raiseNextIno(next);
  }

  private Ino adopt(Directory tree, Ino parent, Ino first, Attributes directories, Change change) {
    Ino next = first;
    for (var entry : tree.entries().entrySet()) {
      Ino ino = next;
      next = next.next();
      Place place = new Place(parent, entry.getKey());
      switch (entry.getValue()) {
        case Directory directory -> {
          change.add(Kind.DIRECTORY, ino, place, directories);
          next = adopt(directory, ino, next, directories, change);
        }
        case RegularFile file -> {
          change.add(Kind.FILE, ino, place, directories);
          fill(ino, file, change);
        }
      }
    }
    return next;
  }

  /**
   * Lets an extent of the file stand in blocks, which hold the same bytes: no digest changes.
   *
   * @param blocks cover {@code extent} exactly
   */
  public static void moveIntoBlocks(Batch batch, Ino ino, InSegment extent, List<InBlock> blocks) {
    EXTENTS.remove(batch, ino, extent);
    blocks.forEach(block -> EXTENTS.put(batch, ino, block));
  }

  private void fill(Ino ino, RegularFile file, Change change) {
    long offset = 0;
    for (Piece piece : file.extents()) {
      if (piece.length() > 0) {
        EXTENTS.put(
            change.batch(),
            ino,
            new InBlock(
                offset, piece.length(), piece.locator().block(), piece.offset(), Optional.empty()));
        offset += piece.length();
      }
    }
    change.put(change.inode(ino).sized(offset, change.when()));
  }

  /** The rows of names and attributes while one entry is folded. */
  private record Change(Batch batch, Instant when) {

    Change asOf(Instant time) {
      return new Change(batch, time);
    }

    TreeView view() {
      return new TreeView(batch);
    }

    Inode inode(Ino ino) {
      return view()
          .inode(ino)
          .orElseThrow(() -> new IllegalStateException("an event names inode " + ino));
    }

    Attributes attributes(Ino ino) {
      return inode(ino).attributes();
    }

    void put(Inode inode) {
      batch.put(TreeFamilies.INODES, Keys.of(inode.ino().value()), RowCodec.encode(inode));
    }

    void add(Kind kind, Ino ino, Place place, Attributes attributes) {
      put(new Inode(ino, kind, attributes, 0, when, when, Optional.of(place)));
      enter(ino, place);
      raiseNextIno(ino.next());
    }

    void attach(Ino ino, Place place) {
      enter(ino, place);
      put(inode(ino).at(Optional.of(place), when));
    }

    /** Makes the rows of the directory that an inode stands in. */
    void enter(Ino ino, Place place) {
      long parent = place.parent().value();
      byte[] name = place.name().bytes();
      batch.put(TreeFamilies.DENTRIES, Keys.of(parent, name), Keys.of(ino.value()));
      batch.put(TreeFamilies.CHILDREN, Keys.of(parent, ino.value()), name);
      put(inode(place.parent()).touched(when));
    }

    void detach(Ino ino, Place place) {
      long parent = place.parent().value();
      byte[] key = Keys.of(parent, place.name().bytes());
      if (!new TreeView(batch).child(place.parent(), place.name()).equals(Optional.of(ino))) {
        throw new IllegalStateException(place + " is not inode " + ino);
      }
      batch.delete(TreeFamilies.DENTRIES, key);
      batch.delete(TreeFamilies.CHILDREN, Keys.of(parent, ino.value()));
      put(inode(place.parent()).touched(when));
    }

    void raiseNextIno(Ino next) {
      if (next.compareTo(view().nextIno()) > 0) {
        batch.put(TreeFamilies.NUMBERS, TreeView.NEXT_INO, Keys.of(next.value()));
      }
    }
  }
}
