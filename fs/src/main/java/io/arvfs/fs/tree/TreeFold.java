package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.PathRow;
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
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.event.VolumeEvent.Started;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** Writes the rows of manifests, which may be too many for a batch. */
  @Override
  public void prepare(Entry entry, Index index) throws IOException {
    for (Event event : entry.events()) {
      if (event instanceof ManifestAdopted adopted) {
        ManifestPaths paths = manifests.paths(adopted.state().portableDataHash());
        Staging.reserve(index, adopted, paths.count());
        Staging.fill(index, adopted, paths);
      }
    }
  }

  @Override
  public void apply(Entry entry, Batch batch) {
    Change change = new Change(batch, entry.time());
    if (entry.position().value() == 1) {
      RowsFormat.put(batch);
    }
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
      case RangesMoved(var moves) -> moves.forEach(move -> SegmentUse.move(change.batch(), move));
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
      case Shortened e -> shorten(e, change);
      case Renamed(var ino, var parent, var name, var newParent, var newName) -> {
        change.detach(ino, new Place(parent, name));
        change.attach(ino, new Place(newParent, newName));
      }
      case Unlinked(var ino, var parent, var name) -> {
        change.detach(ino, new Place(parent, name));
        change.put(change.inode(ino).at(Optional.empty(), change.when()));
        change.noteRest(ino, change.view().rest(ino));
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
        remove(ino, change);
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

  /** That all of the rest of a shorter file is gone now changes nothing that anybody sees. */
  private void truncate(Ino ino, long length, Change change) {
    Inode inode = change.inode(ino);
    OptionalLong rest = change.view().rest(ino);
    boolean isEnd = rest.isPresent() && inode.size() == length;
    EXTENTS.cut(change.batch(), ino, isEnd ? rest.getAsLong() : length, Long.MAX_VALUE);
    if (!isEnd) {
      change.put(inode.sized(length, change.when()));
    }
    if (rest.isPresent()) {
      change.noteRest(ino, OptionalLong.empty());
    }
  }

  private void shorten(Shortened event, Change change) {
    Inode inode = change.inode(event.ino());
    OptionalLong rest = change.view().rest(event.ino());
    boolean goesOn = rest.isPresent() && inode.size() == event.length();
    long from = goesOn ? rest.getAsLong() : event.length();
    EXTENTS.cut(change.batch(), event.ino(), from, event.rest());
    if (!goesOn) {
      change.put(inode.sized(event.length(), change.when()));
    }
    change.noteRest(event.ino(), OptionalLong.of(Math.max(event.rest(), event.length())));
  }

  /** Before the rest of an empty file nothing stands; else what was not cut off goes too. */
  private void die(Ino ino, Change change) {
    long from = change.inode(ino).size() == 0 ? change.view().rest(ino).orElse(0) : 0;
    EXTENTS.cut(change.batch(), ino, from, Long.MAX_VALUE);
    change.batch().delete(TreeFamilies.INODES, Keys.of(ino.value()));
    change.batch().delete(TreeFamilies.ORPHANS, Keys.of(ino.value()));
  }

  /** What has very many extents loses its name only, and dies bit by bit with later entries. */
  private void remove(Ino ino, Change change) {
    TreeView view = change.view();
    if (view.extentAfter(ino, 0, Long.MAX_VALUE, TreeView.EXTENTS_AT_ONCE).isPresent()) {
      change.put(change.inode(ino).at(Optional.empty(), change.when()));
      change.noteRest(ino, view.rest(ino));
    } else {
      die(ino, change);
    }
  }

  private void adopt(FileAdopted event, Change change) {
    Change then = change.asOf(event.modified());
    Place place = new Place(event.parent(), event.name());
    if (then.view().inode(event.ino()).isEmpty()) {
      then.add(Kind.FILE, event.ino(), place, then.attributes(event.parent()));
    } else {
      EXTENTS.clear(then.batch(), event.ino());
      then.noteRest(event.ino(), OptionalLong.empty());
    }
    ManifestPath path = then.view().path(event.ino()).orElseThrow();
    RegularFile file = file(event.portableDataHash(), path);
    long size = ManifestRows.putExtents(event.ino(), file, then.batch());
    then.put(then.inode(event.ino()).sized(size, then.when()));
  }

  private RegularFile file(String portableDataHash, ManifestPath path) {
    try {
      return manifests
          .paths(portableDataHash)
          .find(PathKeys.of(path))
          .flatMap(PathRow::file)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows that were not staged are made here, in the batch: whoever folds has few of them. */
  private void adopt(ManifestAdopted event, Change change) {
    Change then = change.asOf(event.state().modified());
    then.put(
        new Inode(
            event.root(),
            Kind.DIRECTORY,
            event.attributes(),
            0,
            then.when(),
            then.when(),
            Optional.empty()));
    then.raiseNextIno(Staging.link(then.batch(), event).orElseGet(() -> putAll(event, then)));
  }

  private Ino putAll(ManifestAdopted event, Change change) {
    try {
      ManifestPaths paths = manifests.paths(event.state().portableDataHash());
      try (ManifestRows rows = new ManifestRows(event, paths)) {
        rows.put(change.batch(), Integer.MAX_VALUE);
      }
      return new Ino(event.firstIno().value() + paths.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets an extent of the file stand in blocks, which hold the same bytes: no digest changes.
   *
   * @param blocks cover {@code extent} exactly
   */
  public static void moveIntoBlocks(Batch batch, Ino ino, InSegment extent, List<InBlock> blocks) {
    EXTENTS.replace(batch, ino, extent, blocks);
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

    /** Notes whether extents of the file are to go though it lives, and from where on. */
    void noteRest(Ino ino, OptionalLong rest) {
      byte[] key = Keys.of(ino.value());
      if (rest.isPresent()) {
        batch.put(TreeFamilies.ORPHANS, key, Keys.of(rest.getAsLong()));
      } else if (inode(ino).place().isEmpty()) {
        batch.put(TreeFamilies.ORPHANS, key, new byte[0]);
      } else {
        batch.delete(TreeFamilies.ORPHANS, key);
      }
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
