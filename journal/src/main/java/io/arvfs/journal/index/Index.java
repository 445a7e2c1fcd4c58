package io.arvfs.journal.index;

import java.io.Closeable;

/**
 * Ordered rows at an applied position: disposable state that folds fill from entries.
 *
 * <p>Reading and {@link #flush} are thread-safe; {@link #write} belongs to one writer. What was
 * written is readable at once and survives a clean close; after a crash the index stands at some
 * earlier batch, whole, and says at which.
 */
public interface Index extends Rows, Closeable {

  /** How far the rows go. */
  Applied applied();

  /** Writes all of {@code batch} and {@code applied}, or nothing. */
  void write(Batch batch, Applied applied);

  /**
   * Writes all of {@code batch}, or nothing, and leaves the applied position where it is: rows that
   * no entry names yet. Thread-safe. After a crash they are there if anything is that was written
   * after them.
   */
  void stage(Batch batch);

  /** Deletes the rows with {@code from <= key < to}, as {@link #stage} writes. Thread-safe. */
  void deleteRange(Family family, byte[] from, byte[] to);

  /** The rows as they are now, while others go on being written. */
  Snapshot snapshot();

  /** Brings everything written so far to the disk. */
  void flush();

  /**
   * How often rows found no room on the disk. It grows before a write is refused for that, so that
   * whoever sees the number unchanged may write; thread-safe, and cheap.
   */
  default long shortages() {
    return 0;
  }

  /**
   * Begins to fill this index, which has no rows, with many at once. Until {@link Filling#finish}
   * it stands at {@link Applied#UNFINISHED}, also when it is opened again.
   */
  Filling fill();

  @Override
  void close();

  /** Rows on their way into an empty index. Confined to one thread. */
  interface Filling extends AutoCloseable {

    /** Adds a row: family by family, each in the order of keys. */
    void add(Family family, byte[] key, byte[] value);

    /** Lets the index stand at {@code applied}; all of it is on the disk when this returns. */
    void finish(Applied applied);

    /** Ends it; unless it was finished, the index is of no use. */
    @Override
    void close();
  }

  /** Rows that do not change, until closed. Confined to one thread. */
  interface Snapshot extends Rows, AutoCloseable {

    /** How far these rows go. */
    Applied applied();

    @Override
    void close();
  }
}
