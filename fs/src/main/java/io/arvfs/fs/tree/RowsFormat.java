package io.arvfs.fs.tree;

import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import java.nio.ByteBuffer;

/**
 * Which shape the rows have. It is a row itself, made with the first entry and with it in every
 * checkpoint; rows of another shape are of no use and are made again from the journal.
 */
public final class RowsFormat {

  /** To be raised when a row or a family changes its meaning. */
  private static final int VERSION = 2;

  private static final byte[] KEY = {'f'};

  private RowsFormat() {}

  static void put(Batch batch) {
    batch.put(
        TreeFamilies.NUMBERS, KEY, ByteBuffer.allocate(Integer.BYTES).putInt(VERSION).array());
  }

  /** Whether the folds of this program can go on with these rows; with none they can. */
  public static boolean isCurrent(Index index) {
    byte[] row = index.get(TreeFamilies.NUMBERS, KEY);
    return row == null
        ? index.applied().equals(Applied.NOTHING)
        : ByteBuffer.wrap(row).getInt() == VERSION;
  }
}
