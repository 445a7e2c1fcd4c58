package io.arvfs.fs;

import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Row;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Fills an index batch by batch: one is written beside the caller while the next is filled over it.
 * One is under way at most. Confined to one thread, to which the index belongs meanwhile.
 */
final class WriteBehind {

  private final Index index;
  private final Tasks tasks;
  private Below below;
  private Batch batch;
  private @Nullable Beside writing;

  WriteBehind(Index index, Tasks tasks) {
    this.index = index;
    this.tasks = tasks;
    this.below = new Below(index);
    this.batch = new Batch(below);
  }

  /** The batch to be filled; it reads what was handed over before. */
  Batch batch() {
    return batch;
  }

  /** Begins a new batch in the place of one that is of no use. */
  void dropBatch() {
    batch = new Batch(below);
  }

  /** Writes the batch beside the caller, once the one before is written, and begins another. */
  void hand(Applied at) {
    await();
    Batch full = batch;
    below = new Below(full);
    batch = new Batch(below);
    writing = Beside.start(tasks, "write-rows", () -> index.write(full, at));
  }

  /** Writes the batch, and all before it: the index has everything when this returns. */
  void finish(Applied at) {
    await();
    index.write(batch, at);
    batch = new Batch(below);
  }

  private void await() {
    Beside last = writing;
    writing = null;
    if (last != null) {
      last.await();
      try {
        last.requireDone();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      below.rows = index;
    }
  }

  /**
   * The rows below the batch: those of the batch before, until they are in the index. While that is
   * written both say the same.
   */
  private static final class Below implements Rows {

    private Rows rows;

    Below(Rows rows) {
      this.rows = rows;
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      return rows.get(family, key);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      return rows.floor(family, key);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
      return rows.floor(family, key, lowest);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      rows.scan(family, from, visitor);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
      rows.scan(family, from, to, visitor);
    }
  }
}
