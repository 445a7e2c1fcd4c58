package io.arvfs.journal.index;

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

  /** Shows the rows whose key begins with {@code prefix}, until {@code visitor} returns false. */
  default void scanPrefix(Family family, byte[] prefix, RowVisitor visitor) {
    scan(family, prefix, (key, value) -> Keys.startsWith(key, prefix) && visitor.visit(key, value));
  }

  /** Sees one row after the other. */
  @FunctionalInterface
  interface RowVisitor {

    /** Whether to go on with the next row. */
    boolean visit(byte[] key, byte[] value);
  }
}
