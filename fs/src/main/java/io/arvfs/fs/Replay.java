package io.arvfs.fs;

import io.arvfs.fs.tree.Staging;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds entries one at a time into an index whose rows can be read between any two, for those who
 * look into the past. An entry that cannot be folded changes nothing. Batches are written beside
 * the one thread that this is confined to.
 */
public final class Replay {

  private static final int ENTRIES_PER_BATCH = 256;

  private final Folding folding;
  private final Index index;
  private final WriteBehind writing;
  private final List<Entry> pending = new ArrayList<>();
  private Applied applied;

  /**
   * @param index where to go on; nobody else writes it
   */
  public Replay(Folding folding, Index index, Tasks tasks) {
    this.folding = folding;
    this.index = index;
    this.writing = new WriteBehind(index, tasks);
    this.applied = index.applied();
  }

  /** The rows as of the last entry folded; valid until the next. */
  public Rows rows() {
    return writing.batch();
  }

  /** Where the rows stand. */
  public Applied applied() {
    return applied;
  }

  /**
   * Folds {@code entry}.
   *
   * @throws UnfoldableEntryException if it does not fit to what was folded before, or a manifest
   *     that it names cannot be read; the rows are as they were
   */
  public void fold(Entry entry, Applied at) throws UnfoldableEntryException {
    if (Folding.isLarge(entry)) {
      prepare(entry);
    }
    try {
      folding.apply(entry, writing.batch());
    } catch (RuntimeException e) {
      writing.dropBatch();
      pending.forEach(good -> folding.apply(good, writing.batch()));
      throw new UnfoldableEntryException(entry.position(), e);
    }
    pending.add(entry);
    applied = at;
    if (pending.size() >= ENTRIES_PER_BATCH) {
      writing.hand(applied);
      pending.clear();
    }
  }

  private void prepare(Entry entry) throws UnfoldableEntryException {
    flush();
    try {
      folding.prepare(entry, index);
    } catch (IOException | RuntimeException e) {
      Staging.discard(index);
      throw new UnfoldableEntryException(entry.position(), e);
    }
  }

  /** Takes {@code at} as folded although its entry was left out. */
  public void skip(Applied at) {
    applied = at;
  }

  /** Writes into the index what was folded. */
  public void flush() {
    writing.finish(applied);
    pending.clear();
  }
}
