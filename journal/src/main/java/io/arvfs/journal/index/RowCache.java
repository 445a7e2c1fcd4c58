package io.arvfs.journal.index;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory that were asked for twice, the ones used last, for {@link CachedIndex}; that there
 * is no such row is known as well.
 *
 * <p>A row is taken the second time that it is read below, if that is soon: a walk that asks for
 * each row of a large volume once would push out what is asked for again and again, and each row
 * would live just long enough to be promoted, which lets the heap grow to its limit.
 *
 * <p>Nothing old is ever shown: while a batch is being written everybody is sent below, and what
 * was read below before or during that time is not taken; when it was written, the rows that are
 * here become the new ones before anybody is shown them. Thread-safe; one writer at a time.
 */
final class RowCache {

  /** A longer row is not worth its place. */
  private static final int LONGEST_ROW = 1024;

  /** What a row takes besides its bytes, roughly. */
  private static final long OVERHEAD_BYTES = 160;

  /** A larger batch is no single command's: it empties the cache, which is cheaper. */
  private static final int LARGEST_BATCH = 256;

  /** So many rows, roughly, may be read below between the first time and the second. */
  private static final int REMEMBERED = 1 << 14;

  private final long maxBytes;

  /** By last use; guarded by {@code this}, as is the rest. */
  private final Map<Key, Known> rows = new LinkedHashMap<>(1024, 0.75f, true);

  /** Hashes of keys that were read once, each in the place that its last bits tell. */
  private final int[] once = new int[REMEMBERED];

  private long bytes;

  /** Odd while a batch is being written. */
  private long changes;

  RowCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A row, or that there is none. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Known(byte @Nullable [] row) {}

  /** Where a row stands. */
  static final class Key {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Family family;
    private final byte[] key;
    private final int hash;

    Key(Family family, byte[] key) {
      this.family = family;
      this.key = key;
      this.hash = hash(key) + family.hashCode();
    }

    /** Keys are mostly two small numbers, with which {@link Arrays#hashCode} collides a lot. */
    private static int hash(byte[] key) {
      long hash = FNV_OFFSET;
      for (byte b : key) {
        hash = (hash ^ b) * FNV_PRIME;
      }
      return (int) (hash ^ hash >>> 32);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && family.equals(that.family)
          && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** What is known of the row; null if it must be asked for below. */
  synchronized @Nullable Known get(Key key) {
    return isChanging() ? null : rows.get(key);
  }

  private boolean isChanging() {
    return changes % 2 != 0;
  }

  /** How many changes there were, for a later {@link #offer}. */
  synchronized long changes() {
    return changes;
  }

  /**
   * Takes a row that was read below, or its absence, unless something was being written since
   * {@code seen}.
   */
  synchronized void offer(Key key, byte @Nullable [] row, long seen) {
    if (seen != changes || isChanging() || isLong(row) || isFirst(key)) {
      return;
    }
    put(key, new Known(row));
    Iterator<Map.Entry<Key, Known>> eldest = rows.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<Key, Known> gone = eldest.next();
      bytes -= weight(gone.getKey(), gone.getValue());
      eldest.remove();
    }
  }

  /** Whether the row was not read lately; it is from now on. */
  private boolean isFirst(Key key) {
    int place = key.hash & (REMEMBERED - 1);
    boolean first = once[place] != key.hash;
    once[place] = key.hash;
    return first;
  }

  private void put(Key key, Known row) {
    Known before = rows.put(key, row);
    bytes += weight(key, row) - (before == null ? 0 : weight(key, before));
  }

  /** A batch is about to be written. */
  synchronized void beginChange() {
    changes++;
  }

  /** The batch was written; or, if null, nobody knows what was. */
  synchronized void endChange(@Nullable Batch written) {
    if (written == null || written.size() > LARGEST_BATCH) {
      rows.clear();
      bytes = 0;
    } else {
      written
          .changes()
          .forEach((family, over) -> over.forEach((key, row) -> take(family, key, row)));
    }
    changes++;
  }

  private void take(Family family, byte[] key, Batch.Change change) {
    Key where = new Key(family, key);
    if (!rows.containsKey(where)) {
      return;
    }
    if (isLong(change.value())) {
      bytes -= weight(where, rows.remove(where));
    } else {
      put(where, new Known(change.value()));
    }
  }

  private static boolean isLong(byte @Nullable [] row) {
    return row != null && row.length > LONGEST_ROW;
  }

  private static long weight(Key key, Known known) {
    byte[] row = known.row();
    return OVERHEAD_BYTES + key.key.length + (row == null ? 0 : row.length);
  }
}
