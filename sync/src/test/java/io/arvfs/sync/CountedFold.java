package io.arvfs.sync;

import io.arvfs.fs.tree.Fold;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Row;
import io.arvfs.journal.index.Rows;
import org.jspecify.annotations.Nullable;

/** Does what another fold would do, for nothing but to count the rows that it reads. */
final class CountedFold implements Fold {

  private final Fold fold;
  private long most;

  CountedFold(Fold fold) {
    this.fold = fold;
  }

  /** So many rows were read for one entry at most. */
  long most() {
    return most;
  }

  @Override
  public void prepare(Entry entry, Index index) {
    // Outside the writer.
  }

  @Override
  public void apply(Entry entry, Batch batch) {
    Counting counting = new Counting(batch);
    fold.apply(entry, new Batch(counting));
    most = Math.max(most, counting.read);
  }

  private static final class Counting implements Rows {

    private final Rows rows;
    private long read;

    Counting(Rows rows) {
      this.rows = rows;
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      read++;
      return rows.get(family, key);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      read++;
      return rows.floor(family, key);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      rows.scan(
          family,
          from,
          (key, value) -> {
            read++;
            return visitor.visit(key, value);
          });
    }
  }
}
