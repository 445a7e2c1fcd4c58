package io.arvfs.sync;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Selection;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.CommitEvent.SharePartAdopted;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.index.Index;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.CollectionState.SharePart;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.ServerChange;
import io.arvfs.sync.plan.ServerChange.Made;
import io.arvfs.sync.plan.ServerChange.MadeDirectory;
import io.arvfs.sync.plan.ServerChange.Modified;
import io.arvfs.sync.plan.ServerChange.Removed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes over what others changed, some changes in each entry; others use the volume between two
 * entries. Each entry says how far the base has come, so that it is a whole step: whoever dies, or
 * is kept from the rest by what somebody does here, has agreed with the server on what stands.
 * Confined to the task that commits.
 */
final class Adopter {

  private static final Ino ROOT = Ino.ROOT;

  /** Keeps an entry far below its bound, and the writer for a few milliseconds. */
  private static final int CHANGES_PER_ENTRY = 100;

  private final Volume volume;
  private final ManifestFiles manifests;
  private final Consumer<List<Event>> adopted;

  /**
   * @param adopted hears which events brought others' changes into the tree, once they have
   */
  Adopter(Volume volume, Consumer<List<Event>> adopted) {
    this.volume = volume;
    this.manifests = volume.manifests();
    this.adopted = adopted;
  }

  private CollectionState state() {
    return new LedgerView(volume.rows()).collection(ROOT).orElseThrow();
  }

  private List<ServerChange> changes(String base, ServerState target) throws IOException {
    return ServerChange.between(manifests.paths(base), manifests.paths(target.portableDataHash()));
  }

  /**
   * Takes over what others changed, unless somebody here is at it just now; what comes in between
   * leaves the rest for the next time.
   *
   * @param now a state of the server whose text is kept here
   */
  void adopt(ServerState now) throws IOException {
    CollectionState state = state();
    String hash = now.portableDataHash();
    Optional<SharePart> goesOn =
        state.part().filter(part -> part.target().portableDataHash().equals(hash));
    String base = state.base();
    if (state.part().isPresent() && goesOn.isEmpty()) {
      base = keepPart(state);
    }
    List<ServerChange> changes = changes(base, now);
    int done = goesOn.map(SharePart::changes).orElse(0);
    if (fits(changes.subList(done, changes.size()), now)) {
      adopt(base, changes, done, now);
    }
  }

  /** Keeps what both sides agreed on as a text of its own. */
  private String keepPart(CollectionState state) throws IOException {
    List<ServerChange> part = Sides.part(manifests, state);
    Selection selection = new Selection();
    part.forEach(change -> selection.add(change.path()));
    Directory before = selection.of(manifests.source(state.base()));
    return new Rewriting(manifests)
        .keep(state.base(), before, ServerChange.done(before, part), selection);
  }

  /** Whether all of it could come now: nobody is to see half of it for long. */
  private boolean fits(List<ServerChange> changes, ServerState now) throws IOException {
    try (Index.Snapshot rows = volume.snapshot()) {
      return Adoption.decide(rows, volume::isOpen, changes, now).isPresent();
    }
  }

  private void adopt(String base, List<ServerChange> changes, int from, ServerState now)
      throws IOException {
    int done = from;
    boolean goesOn = true;
    while (goesOn) {
      int to = endOfEntry(changes, done);
      boolean last = to == changes.size();
      CommitEvent stands =
          last ? new ShareAdopted(ROOT, now) : new SharePartAdopted(ROOT, base, now, to);
      goesOn = record(changes.subList(done, to), now, stands) && !last;
      done = to;
    }
  }

  /** Few changes go together, of few extents; one in any case. */
  private int endOfEntry(List<ServerChange> changes, int from) {
    int most = Math.min(changes.size(), from + CHANGES_PER_ENTRY);
    int to = from;
    int extents = 0;
    while (to < most) {
      extents += extents(changes.get(to));
      if (to > from && extents > TreeView.EXTENTS_AT_ONCE) {
        return to;
      }
      to++;
    }
    return to;
  }

  /** How many come or go with that; of very many that are here none goes with it. */
  private int extents(ServerChange change) {
    TreeView tree = volume.view();
    int ours = tree.find(change.path()).map(ino -> tree.extents(ino).size()).orElse(0);
    int theirs =
        switch (change) {
          case Made(_, var content) -> content.pieces().size();
          case Modified(_, var content) -> content.pieces().size();
          case Removed _, MadeDirectory _ -> 0;
        };
    return theirs + (ours > TreeView.EXTENTS_AT_ONCE ? 0 : ours);
  }

  private boolean record(List<ServerChange> changes, ServerState now, CommitEvent stands)
      throws IOException {
    List<Event> events = new ArrayList<>();
    volume.record(
        rows -> {
          events.clear(); // It may be asked again.
          Adoption.decide(rows, volume::isOpen, changes, now)
              .ifPresent(
                  decided -> {
                    events.addAll(decided);
                    events.add(stands);
                  });
          return events;
        });
    adopted.accept(List.copyOf(events));
    bury(events);
    return !events.isEmpty();
  }

  /** What had very many extents goes bit by bit. */
  private void bury(List<Event> events) throws IOException {
    for (Event event : events) {
      if (event instanceof RemovalAdopted removal) {
        volume.execute(new Command.Bury(removal.ino()));
      }
    }
  }
}
