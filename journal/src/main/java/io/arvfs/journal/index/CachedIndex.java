package io.arvfs.journal.index;

import org.jspecify.annotations.Nullable;

/**
 * An index with the rows used last in memory, before another index that takes microseconds for
 * each: parents, the next inode number and files just made are asked for again and again.
 *
 * <p>Written through, here and nowhere else: whoever writes to the index below past this one reads
 * old rows here. Scans, {@link #floor} and snapshots ask below. As thread-safe as any index.
 */
public final class CachedIndex implements Index {

  private final Index below;
  private final RowCache cache;

  /**
   * @param below owned from now on, and closed with this
   * @param cacheBytes of rows in memory, roughly
   */
  public CachedIndex(Index below, long cacheBytes) {
    this.below = below;
    this.cache = new RowCache(cacheBytes);
  }

  @Override
  public Applied applied() {
    return below.applied();
  }

  @Override
  public void write(Batch batch, Applied applied) {
    change(batch, () -> below.write(batch, applied));
  }

  @Override
  public void stage(Batch batch) {
    change(batch, () -> below.stage(batch));
  }

  private synchronized void change(Batch batch, Runnable write) {
    cache.beginChange();
    boolean written = false;
    try {
      write.run();
      written = true;
    } finally {
      cache.endChange(written ? batch : null);
    }
  }

  @Override
  public synchronized void deleteRange(Family family, byte[] from, byte[] to) {
    cache.beginChange();
    try {
      below.deleteRange(family, from, to);
    } finally {
      cache.endChange(null);
    }
  }

  /** Nothing was here: an index that is to be filled has no rows. */
  @Override
  public Filling fill() {
    return below.fill();
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    RowCache.Key wanted = new RowCache.Key(family, key);
    RowCache.Known known = cache.get(wanted);
    if (known != null) {
      return known.row();
    }
    long seen = cache.changes();
    byte[] row = below.get(family, key);
    cache.offer(wanted, row, seen);
    return row;
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    return below.floor(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    return below.floor(family, key, lowest);
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    below.scan(family, from, visitor);
  }

  @Override
  public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    below.scan(family, from, to, visitor);
  }

  @Override
  public Snapshot snapshot() {
    return below.snapshot();
  }

  @Override
  public void flush() {
    below.flush();
  }

  @Override
  public long shortages() {
    return below.shortages();
  }

  @Override
  public void close() {
    below.close();
  }
}
