package io.arvfs.fs;

import io.arvfs.fs.tree.Fold;
import io.arvfs.fs.tree.Staging;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.log.Damage;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The folds that fill an index, in their order, and catching up with a journal. Confined to the
 * writer of the index.
 */
public final class Folding {

  /** So many entries go into one batch while catching up. */
  private static final int ENTRIES_PER_BATCH = 256;

  private final List<Fold> folds;

  public Folding(List<Fold> folds) {
    this.folds = List.copyOf(folds);
  }

  /** Changes the rows in {@code batch} as {@code entry} says. */
  void apply(Entry entry, Batch batch) {
    folds.forEach(fold -> fold.apply(entry, batch));
  }

  /** Whether {@code entry} may change more rows than go into a batch. */
  static boolean isLarge(Entry entry) {
    for (Event event : entry.events()) { // For each entry of a replay: a stream would take longer.
      if (event instanceof ManifestAdopted) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes rows of a large entry, which is the next to be applied to {@code index}, ahead of it.
   */
  void prepare(Entry entry, Index index) throws IOException {
    for (Fold fold : folds) {
      fold.prepare(entry, index);
    }
  }

  /**
   * Folds every entry that {@code index} does not have yet, for a volume that goes on from there.
   *
   * @throws IOException if an entry is missing; the rows are of no use then
   */
  void restore(Index index, JournalReader journal, Progress progress) throws IOException {
    Optional<Damage> damage = catchUp(index, journal, Long.MAX_VALUE, progress).damage();
    if (damage.isPresent()) {
      throw new IOException(
          "the journal is damaged at position %s: %s, offset %d"
              .formatted(damage.get().position(), damage.get().file(), damage.get().offset()));
    }
  }

  /** Folds every entry that {@code index} does not have yet, up to the first that is missing. */
  public void catchUp(Index index, JournalReader journal) throws IOException {
    catchUp(index, journal, Long.MAX_VALUE);
  }

  /** Folds the entries that {@code index} does not have yet, up to the position {@code last}. */
  public LogScan catchUp(Index index, JournalReader journal, long last) throws IOException {
    return catchUp(index, journal, last, Progress.SILENT);
  }

  private LogScan catchUp(Index index, JournalReader journal, long last, Progress progress)
      throws IOException {
    Staging.discard(index);
    CatchUp work = new CatchUp(index);
    LogScan scan =
        journal.scanAfter(
            index.applied().position(),
            (entry, at) -> {
              if (entry.position().value() <= last) {
                work.fold(entry, at);
                progress.reach("folding the journal, entry", entry.position().value());
              }
            });
    work.write();
    return scan;
  }

  private final class CatchUp {

    private final Index index;
    private Batch batch;
    private Applied at;
    private int entries;

    CatchUp(Index index) {
      this.index = index;
      this.batch = new Batch(index);
      this.at = index.applied();
    }

    void fold(Entry entry, Applied folded) throws IOException {
      if (isLarge(entry)) {
        write();
        prepare(entry, index);
      }
      apply(entry, batch);
      at = folded;
      if (++entries >= ENTRIES_PER_BATCH) {
        write();
      }
    }

    void write() {
      if (entries > 0) {
        index.write(batch, at);
        batch = new Batch(index);
        entries = 0;
      }
    }
  }
}
