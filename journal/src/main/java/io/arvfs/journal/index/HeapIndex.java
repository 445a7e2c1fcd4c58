package io.arvfs.journal.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An index in memory, for replays and tests; gone when closed. Thread-safe: one lock, and a
 * snapshot is a copy.
 */
public final class HeapIndex implements Index {

  private final Map<Family, NavigableMap<byte[], byte[]>> families = new HashMap<>();
  private Applied applied = Applied.NOTHING;

  public HeapIndex(List<Family> families) {
    families.forEach(f -> this.families.put(f, new TreeMap<>(Arrays::compareUnsigned)));
  }

  private NavigableMap<byte[], byte[]> rows(Family family) {
    NavigableMap<byte[], byte[]> rows = families.get(family);
    if (rows == null) {
      throw new IllegalArgumentException("no family " + family);
    }
    return rows;
  }

  @Override
  public synchronized Applied applied() {
    return applied;
  }

  @Override
  public synchronized void write(Batch batch, Applied applied) {
    stage(batch);
    this.applied = applied;
  }

  @Override
  public synchronized void stage(Batch batch) {
    batch
        .changes()
        .forEach((family, changes) -> changes.forEach((k, v) -> write(rows(family), k, v.value())));
  }

  @Override
  public synchronized void deleteRange(Family family, byte[] from, byte[] to) {
    rows(family).subMap(from, true, to, false).clear();
  }

  private static void write(
      NavigableMap<byte[], byte[]> rows, byte[] key, byte @Nullable [] value) {
    if (value == null) {
      rows.remove(key);
    } else {
      rows.put(key, value);
    }
  }

  @Override
  public synchronized byte @Nullable [] get(Family family, byte[] key) {
    return rows(family).get(key);
  }

  @Override
  public synchronized @Nullable Row floor(Family family, byte[] key) {
    Map.Entry<byte[], byte[]> entry = rows(family).floorEntry(key);
    return entry == null ? null : new Row(entry.getKey(), entry.getValue());
  }

  @Override
  public synchronized void scan(Family family, byte[] from, RowVisitor visitor) {
    for (Map.Entry<byte[], byte[]> row : rows(family).tailMap(from, true).entrySet()) {
      if (!visitor.visit(row.getKey(), row.getValue())) {
        return;
      }
    }
  }

  @Override
  public synchronized Snapshot snapshot() {
    HeapIndex copy = new HeapIndex(List.copyOf(families.keySet()));
    families.forEach((family, rows) -> copy.rows(family).putAll(rows));
    copy.applied = applied;
    return new Copy(copy);
  }

  @Override
  public synchronized Filling fill() {
    applied = Applied.UNFINISHED;
    return new Filling() {
      @Override
      public void add(Family family, byte[] key, byte[] value) {
        synchronized (HeapIndex.this) {
          rows(family).put(key, value);
        }
      }

      @Override
      public void finish(Applied reached) {
        synchronized (HeapIndex.this) {
          applied = reached;
        }
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public void flush() {
    // Memory is all there is.
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private record Copy(HeapIndex rows) implements Snapshot {

    @Override
    public Applied applied() {
      return rows.applied();
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
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      rows.scan(family, from, visitor);
    }

    @Override
    public void close() {
      // Garbage.
    }
  }
}
