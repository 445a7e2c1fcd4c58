package io.arvfs.journal.index;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An index over one whose disk may be full: the batch that is refused then is kept in memory, and
 * read as if it were written. What is in the log has happened, so its rows are to be seen, and
 * nobody knows before it is appended whether the disk will be full behind it. So is the batch that
 * fails for another reason, though that is told: nothing more is to be appended then.
 *
 * <p>One batch is kept. It is written before anything else is: as long as that fails, every change
 * ends in {@link IndexFullException} or what the other reason was, as does {@link #flush}. As
 * thread-safe as any index.
 */
public final class RetainingIndex implements Index {

  private final Index below;

  /** Changed holding the lock. */
  private volatile @Nullable Retained retained;

  private final AtomicLong refusals = new AtomicLong();

  private record Retained(Batch batch, Applied applied) {}

  /**
   * @param below owned from now on, and closed with this
   */
  public RetainingIndex(Index below) {
    this.below = below;
  }

  @Override
  public Applied applied() {
    Retained last = retained;
    return last == null ? below.applied() : last.applied();
  }

  /**
   * @throws IndexFullException if the batch before is still kept; this one is not then
   * @throws IndexFailedException if something else than room is missing; the batch is kept
   */
  @Override
  public synchronized void write(Batch batch, Applied applied) {
    settle();
    try {
      below.write(batch, applied);
    } catch (IndexFullException _) {
      refusals.incrementAndGet();
      retained = new Retained(batch.over(below), applied);
    } catch (IndexFailedException e) {
      retained = new Retained(batch.over(below), applied);
      throw e;
    }
  }

  /** Writes what is kept. */
  private void settle() {
    Retained last = retained;
    if (last != null) {
      below.write(last.batch(), last.applied());
      retained = null;
    }
  }

  @Override
  public synchronized void stage(Batch batch) {
    settle();
    below.stage(batch);
  }

  @Override
  public synchronized void deleteRange(Family family, byte[] from, byte[] to) {
    settle();
    below.deleteRange(family, from, to);
  }

  @Override
  public Filling fill() {
    return below.fill();
  }

  @Override
  public void flush() {
    synchronized (this) {
      settle();
    }
    below.flush();
  }

  @Override
  public long shortages() {
    return refusals.get() + below.shortages();
  }

  /** What is kept may be written meanwhile: it is read from here all the same. */
  private Rows rows() {
    Retained last = retained;
    return last == null ? below : last.batch();
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    return rows().get(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    return rows().floor(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    return rows().floor(family, key, lowest);
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    rows().scan(family, from, visitor);
  }

  @Override
  public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    rows().scan(family, from, to, visitor);
  }

  @Override
  public synchronized Snapshot snapshot() {
    Retained last = retained;
    Snapshot then = below.snapshot();
    return last == null ? then : new Over(then, last.batch().over(then), last.applied());
  }

  @Override
  public void close() {
    below.close();
  }

  /** A snapshot with the batch over it that is not in it. */
  private record Over(Snapshot below, Batch batch, Applied applied) implements Snapshot {

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      return batch.get(family, key);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      return batch.floor(family, key);
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
      return batch.floor(family, key, lowest);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      batch.scan(family, from, visitor);
    }

    @Override
    public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
      batch.scan(family, from, to, visitor);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
