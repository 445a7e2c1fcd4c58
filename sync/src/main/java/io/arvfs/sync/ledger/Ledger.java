package io.arvfs.sync.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.ExtentMap;
import io.arvfs.fs.tree.Fold;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.CommitEvent.BytesLapsed;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.ChangesGathered;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CollectionSaved;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitChecked;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.CommitEvent.OverwriteFound;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.CommitEvent.SharePartAdopted;
import io.arvfs.journal.event.CommitEvent.StepSaved;
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
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Keys;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import io.arvfs.sync.ledger.CollectionState.Held;
import io.arvfs.sync.ledger.CollectionState.SharePart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What each collection owes the server: what is dirty, what is frozen and on its way, which bytes
 * Keep has already, which request may be out. Filled from the journal into the index, in the same
 * batch as the tree; losing it costs a replay.
 *
 * <p>Three states of an inode matter, and a row only where two of them differ: <em>base</em>
 * (agreed with the server), <em>planned</em> (at the freeze) and <em>local</em> (now, in the tree).
 * A planned row leads from base to planned, a dirty row from there to local, whether a commit is
 * under way or not. So rows may go from dirty to planned a few at a time before the freeze, and
 * stay planned when a commit comes to nothing; and after a save, which makes planned the base, they
 * go a few at a time. No entry has work in proportion to a large change.
 *
 * <p>It is folded before the tree, so that it sees each inode as it was.
 */
public final class Ledger implements Fold {

  private static final ExtentMap PLANNED_EXTENTS = LedgerView.PLANNED_EXTENTS;

  @Override
  public void apply(Entry entry, Batch batch) {
    Rows rows = new Rows(batch, entry.time());
    for (Event event : entry.events()) {
      switch (event) {
        case TreeEvent e -> apply(e, rows);
        case CommitEvent e -> apply(e, entry, rows);
        case VolumeEvent e -> apply(e, rows);
      }
    }
  }

  private static void apply(VolumeEvent event, Rows rows) {
    switch (event) {
      case ManifestAdopted(var root, var uuid, var state, _, _) -> {
        rows.adopted(state.portableDataHash());
        rows.put(root, CollectionState.adopted(uuid, state));
      }
      case RangesMoved _ -> {} // Ranges keep their names, and with them what is frozen or stored.
      case Started _ -> {} // Who runs changes nothing that is owed.
    }
  }

  private static void apply(TreeEvent event, Rows rows) {
    switch (event) {
      case FileCreated(var ino, _, _, _) -> rows.dirty(ino, Change.made(false, rows.when()));
      case DirectoryMade(var ino, _, _, _) -> rows.dirty(ino, Change.made(true, rows.when()));
      case BytesWritten(var ino, _, _) -> rows.contentChanged(ino);
      case Truncated(var ino, _) -> rows.contentChanged(ino);
      case Shortened(var ino, _, _) -> rows.contentChanged(ino);
      case Renamed(var ino, var parent, var name, _, _) -> rows.moved(ino, new Place(parent, name));
      case Unlinked(var ino, var parent, var name) -> rows.removed(ino, new Place(parent, name));
      case DirectoryRemoved(var ino, var parent, var name) ->
          rows.removed(ino, new Place(parent, name));
      case FileAdopted(_, _, _, var hash, _) -> rows.adopted(hash);
      case DirectoryAdopted _, RemovalAdopted _ -> {} // Both sides have it already.
      case InodeDied _, AttributesSet _ -> {} // No manifest says either.
    }
  }

  private static void apply(CommitEvent event, Entry entry, Rows rows) {
    switch (event) {
      case CommitFrozen(var root) -> {
        rows.settleIfNeeded(root);
        rows.gather(Ino.ROOT, ChangesSettled.LAST_INO);
        rows.update(root, s -> s.frozen(entry.position()));
      }
      case ChangesGathered e -> {
        rows.settleIfNeeded(e.root());
        rows.gather(e.first(), e.last());
      }
      case ChangesSettled e -> {
        rows.settle(e.first(), e.last());
        if (e.last().equals(ChangesSettled.LAST_INO)) {
          rows.update(e.root(), s -> s.settling(false));
        }
      }
      case BytesLapsed(_, var segment, var from, var length) ->
          rows.lapse(segment, from, from + length);
      case BytesStored(_, var block, var parts) ->
          parts.forEach(
              part ->
                  rows.batch()
                      .put(
                          LedgerFamilies.STORED,
                          Keys.of(part.segment(), part.offset()),
                          LedgerCodec.encode(
                              new Stored(part.length(), block, part.blockOffset()))));
      case CommitStarted(var root, _, var digest, var predicted, var seen) ->
          rows.update(root, s -> s.attempted(new Attempt(digest, predicted, seen)));
      case CommitChecked(var root, var saved) -> rows.update(root, s -> s.seen(saved));
      case OverwriteFound(var root, var saved, _) -> rows.update(root, s -> s.seen(saved));
      case StepSaved(var root, _, var base) -> {
        rows.update(root, s -> s.agreed(base).settling(true));
      }
      case CollectionSaved(var root, var saved) -> rows.update(root, s -> s.saved(saved));
      case CommitAbandoned(var root, _) -> rows.update(root, CollectionState::free);
      case ShareAdopted(var root, var base) -> {
        rows.update(root, s -> s.saved(base).agreed(base.portableDataHash()));
      }
      case SharePartAdopted(var root, var base, var target, var changes) ->
          rows.update(root, s -> s.sharing(base, new SharePart(target, changes)));
      case CollectionHeld(var root, var reason, var paths, var ours, var theirs) ->
          rows.update(root, s -> s.holding(new Held(reason, paths, ours, theirs)));
    }
  }

  /** The rows of the ledger while one entry is folded. */
  private record Rows(Batch batch, Instant when) {

    LedgerView view() {
      return new LedgerView(batch);
    }

    TreeView tree() {
      return new TreeView(batch);
    }

    void dirty(Ino ino, Change change) {
      put(LedgerFamilies.DIRTY, ino, change);
    }

    void put(Family family, Ino ino, Change change) {
      batch.put(family, Keys.of(ino.value()), LedgerCodec.encode(change));
    }

    void put(Ino root, CollectionState state) {
      batch.put(LedgerFamilies.COLLECTIONS, Keys.of(root.value()), LedgerCodec.encode(state));
    }

    void update(Ino root, UnaryOperator<CollectionState> change) {
      put(root, change.apply(view().collection(root).orElseThrow()));
    }

    void adopted(String portableDataHash) {
      batch.put(LedgerFamilies.ADOPTED, portableDataHash.getBytes(US_ASCII), new byte[0]);
    }

    /** A file without a name has no content that anybody will be told. */
    void contentChanged(Ino ino) {
      if (view().dirty(ino).isEmpty()) {
        unplan(ino);
      }
      Optional<Change> known = view().dirty(ino);
      if (known.isPresent()) {
        dirty(ino, known.get().withContent());
      } else {
        tree()
            .inode(ino)
            .flatMap(Inode::place)
            .ifPresent(place -> dirty(ino, Change.of(place, false, when).withContent()));
      }
    }

    void moved(Ino ino, Place from) {
      unplan(ino);
      if (view().dirty(ino).isEmpty()) {
        dirty(ino, Change.of(from, tree().inode(ino).orElseThrow().isDirectory(), when));
      }
    }

    /**
     * What was frozen of a commit that came to nothing waits for the next one. If it changes once
     * more before that, nobody will want it as it was: its bytes are not kept for nothing.
     */
    private void unplan(Ino ino) {
      Optional<Change> planned = view().planned(ino);
      if (planned.isPresent() && view().collection(Ino.ROOT).filter(s -> !s.isBusy()).isPresent()) {
        forget(ino);
        Optional<Change> later = view().dirty(ino);
        dirty(ino, later.isPresent() ? planned.get().then(later.get()) : planned.get());
      }
    }

    /** What was made and removed again never was. */
    void removed(Ino ino, Place from) {
      moved(ino, from);
      if (view().dirty(ino).orElseThrow().before().isEmpty()) {
        batch.delete(LedgerFamilies.DIRTY, Keys.of(ino.value()));
      }
    }

    /** Lets what is dirty of these inodes be planned, upon what was planned before. */
    void gather(Ino first, Ino last) {
      view().forEachDirty(first, last, this::gather);
    }

    private void gather(Ino ino, Change dirty) {
      batch.delete(LedgerFamilies.DIRTY, Keys.of(ino.value()));
      Optional<Change> planned = view().planned(ino);
      if (planned.isPresent()) {
        forget(ino);
      }
      Change frozen = asOfNow(ino, planned.map(p -> p.then(dirty)).orElse(dirty));
      if (!frozen.isNothing()) {
        put(LedgerFamilies.PLANNED, ino, frozen);
        if (frozen.content() && frozen.now().isPresent()) {
          tree().extents(ino).forEach(e -> PLANNED_EXTENTS.put(batch, ino, e));
        }
      }
    }

    private Change asOfNow(Ino ino, Change change) {
      Optional<Inode> inode = tree().inode(ino).filter(i -> i.place().isPresent());
      return change.frozen(inode.flatMap(Inode::place), inode.map(Inode::size).orElse(0L));
    }

    /** The planned state is the base; bytes that were sent stand in blocks now. */
    void settle(Ino first, Ino last) {
      view()
          .forEachPlanned(
              first,
              last,
              (ino, _) -> {
                for (Extent extent : tree().extents(ino)) {
                  if (extent instanceof InSegment in) {
                    view().stored(in).ifPresent(b -> TreeFold.moveIntoBlocks(batch, ino, in, b));
                  }
                }
                forget(ino);
              });
    }

    /** All at once, where no entries tell how far it has come: older programs wrote none. */
    void settleIfNeeded(Ino root) {
      if (view().collection(root).orElseThrow().settling()) {
        settle(Ino.ROOT, ChangesSettled.LAST_INO);
        update(root, s -> s.settling(false));
      }
    }

    private void forget(Ino ino) {
      PLANNED_EXTENTS.clear(batch, ino);
      batch.delete(LedgerFamilies.PLANNED, Keys.of(ino.value()));
    }

    void lapse(int segment, long from, long to) {
      List<byte[]> keys = new ArrayList<>();
      batch.scan(
          LedgerFamilies.STORED,
          Keys.of(segment, from),
          Keys.of(segment, to),
          (key, _) -> keys.add(key));
      keys.forEach(key -> batch.delete(LedgerFamilies.STORED, key));
    }
  }
}
