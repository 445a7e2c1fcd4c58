package io.arvfs.fs.tree;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.index.Batch;

/**
 * What one kind of knowledge becomes when an entry happened. Pure: rows in, rows out; the same
 * entries leave the same rows on any machine. Confined to the writer.
 */
@FunctionalInterface
public interface Fold {

  /** Changes the rows in {@code batch} as {@code entry} says. */
  void apply(Entry entry, Batch batch);
}
