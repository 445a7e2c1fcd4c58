package io.arvfs.journal.checkpoint;

import io.arvfs.journal.index.Family;

/** Takes rows, family by family, in the order of their keys. */
@FunctionalInterface
public interface RowSink {

  void add(Family family, byte[] key, byte[] value);
}
