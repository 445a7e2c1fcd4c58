package io.arvfs.journal.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows to read.
 *
 * <p>Every method throws {@link IndexFailedException} if the disk beneath fails: an index is
 * disposable, so nobody can act on it but the one who opened it.
 */
public interface Rows {

  /** The value of {@code key}, or null. */
  byte @Nullable [] get(Family family, byte[] key);

  /** The row with the greatest key that is not above {@code key}, or null. */
  @Nullable Row floor(Family family, byte[] key);

  /**
   * Shows the rows with {@code from <= key} in the order of their keys to {@code visitor}, until it
   * returns false.
   */
  void scan(Family family, byte[] from, RowVisitor visitor);

  /**
   * As {@link #floor(Family, byte[])}, if that key is not below {@code lowest}. Where many rows
   * were deleted this is much the faster: no trace of those below is passed.
   */
  default @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    Row row = floor(family, key);
    return row != null && Arrays.compareUnsigned(row.key(), lowest) >= 0 ? row : null;
  }

  /**
   * As {@link #scan(Family, byte[], RowVisitor)}, up to {@code to}, which is not shown. Where many
   * rows were deleted this is much the faster: no trace of those behind is passed.
   */
  default void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    scan(
        family,
        from,
        (key, value) -> Arrays.compareUnsigned(key, to) < 0 && visitor.visit(key, value));
  }

  /** Shows the rows whose key begins with {@code prefix}, until {@code visitor} returns false. */
  default void scanPrefix(Family family, byte[] prefix, RowVisitor visitor) {
    byte[] end = Keys.after(prefix);
    if (end.length == 0) {
      scan(family, prefix, visitor);
    } else {
      scan(family, prefix, end, visitor);
    }
  }

  /** Sees one row after the other. */
  @FunctionalInterface
  interface RowVisitor {

    /** Whether to go on with the next row. */
    boolean visit(byte[] key, byte[] value);
  }
}
