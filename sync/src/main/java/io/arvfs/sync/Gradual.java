package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesLapsed;
import io.arvfs.journal.event.CommitEvent.ChangesGathered;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.ledger.LedgerView.Span;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Leads a large change through the ledger a few rows in each entry; others use the volume between
 * two entries. Each entry is a whole step: whoever dies has only less left to do. Confined to the
 * task that commits.
 */
final class Gradual {

  private static final Ino ROOT = Ino.ROOT;

  /** So often what changed meanwhile is gathered before the freeze takes the rest at once. */
  private static final int MAX_ROUNDS = 8;

  private final Volume volume;

  Gradual(Volume volume) {
    this.volume = volume;
  }

  private LedgerView ledger() {
    return new LedgerView(volume.rows());
  }

  /**
   * Freezes what changed until now.
   *
   * @return the position of the commit
   */
  Position freeze() throws IOException {
    settle();
    boolean more = true;
    for (int round = 0; round < MAX_ROUNDS && more; round++) {
      more = gather();
    }
    return volume.record(new CommitFrozen(ROOT));
  }

  /** Whether there was more than the freeze should have to do. */
  private boolean gather() throws IOException {
    Span span = ledger().dirtySpan(ROOT);
    boolean much = span.more();
    while (span.more()) {
      volume.record(new ChangesGathered(ROOT, span.first(), span.count()));
      span = ledger().dirtySpan(span.last().next());
    }
    return much;
  }

  /** What is to be told with the save if no more is to be settled than one entry should. */
  List<Event> settleAtOnce() {
    Span span = ledger().plannedSpan(ROOT);
    return span.more() ? List.of() : List.of(settled(span));
  }

  /** Ends a save: nothing is planned any more that is part of the base. */
  void settle() throws IOException {
    Optional<CollectionState> state = ledger().collection(ROOT);
    boolean more = state.isPresent() && state.get().settling();
    Ino from = ROOT;
    while (more) {
      Span span = ledger().plannedSpan(from);
      volume.record(settled(span));
      more = span.more();
      from = more ? span.last().next() : from;
    }
  }

  private static ChangesSettled settled(Span span) {
    return new ChangesSettled(ROOT, span.first(), span.count());
  }

  /** Lets all be forgotten that was told of such blocks. */
  void lapse(Predicate<BlockId> lapsed) throws IOException {
    for (BytesLapsed event : ledger().lapsed(ROOT, lapsed)) {
      volume.record(event);
    }
  }
}
