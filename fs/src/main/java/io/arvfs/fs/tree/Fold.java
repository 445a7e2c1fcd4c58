package io.arvfs.fs.tree;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import java.io.IOException;

/**
 * What one kind of knowledge becomes when an entry happened. Pure: rows in, rows out; the same
 * entries leave the same rows on any machine. Confined to the writer.
 */
@FunctionalInterface
public interface Fold {

  /**
   * Stages in {@code index} what of {@code entry} is too much for a batch. Called while catching
   * up, before {@link #apply}, with everything older written; without it {@link #apply} does all.
   */
  default void prepare(Entry entry, Index index) throws IOException {}

  /** Changes the rows in {@code batch} as {@code entry} says. */
  void apply(Entry entry, Batch batch);
}
