package io.arvfs.fs;

import io.arvfs.journal.Reserve;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Interrupts;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of an index on a disk that may be full: whether there is room for more, and how far
 * those on the disk are. Thread-safe.
 *
 * <p>RocksDB brings rows to the disk when it likes. If there is no room it writes nothing more, and
 * looks every five seconds whether a whole buffer has room again ({@code
 * RocksDirectory.bufferBytes}): a loan is renewed until there is so much.
 */
final class StoredRows {

  private static final Logger LOG = LoggerFactory.getLogger(StoredRows.class);

  private static final Duration LOOK = Duration.ofMillis(250);

  /** RocksDB has looked by then, and had time to write what it could not. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(8).toNanos();

  private final Index index;
  private final Reserve reserve;
  private final Tasks tasks;
  private final Object lock = new Object();
  private Position position;
  private volatile boolean full;

  /** {@link Index#shortages} when last asked. */
  private volatile long seen;

  /** For an index that was just opened: where it stands, it stands on the disk too. */
  StoredRows(Index index, Reserve reserve, Tasks tasks) {
    this.index = index;
    this.reserve = reserve;
    this.tasks = tasks;
    this.position = index.applied().position();
  }

  /**
   * To be called before something is appended whose rows are to be written. Returns at once but on
   * a full disk, where what frees space waits for it.
   *
   * @throws OutOfSpaceException if the rows could not be written
   */
  void requireRoom(boolean frees) throws OutOfSpaceException {
    try {
      if (isFull() && frees) {
        retry();
      } else if (full) {
        index.stage(new Batch(index));
        full = false;
      }
    } catch (IndexFullException e) {
      throw new OutOfSpaceException("no room for the index", e);
    }
  }

  private boolean isFull() {
    long now = index.shortages();
    if (now != seen) {
      seen = now;
      full = true;
    }
    return full;
  }

  /**
   * Brings the rows to the disk. A full one gets back what was reserved, and some seconds.
   *
   * @throws OutOfSpaceException if that was not enough; they stay in memory
   */
  void flush() throws OutOfSpaceException {
    Position now = index.applied().position();
    requireRoom(true);
    if (!flushed()) {
      requireRoom(true);
      if (!flushed()) {
        throw new OutOfSpaceException("no room for the index");
      }
    }
    synchronized (lock) {
      position = now.isAfter(position) ? now : position;
    }
  }

  private boolean flushed() {
    try (Reserve.Loan _ = reserve.lend()) {
      index.flush();
      return true;
    } catch (IndexFullException e) {
      LOG.debug("the rows are not flushed", e);
      full = true;
      return false;
    }
  }

  /**
   * By writing, never by another flush: with one pending RocksDB does not recover. An interrupt is
   * left for later: what is in the log has happened, and is to be in the rows.
   */
  private void retry() {
    full = true;
    long since = tasks.nanoTime();
    try (Reserve.Loan loan = reserve.lend()) {
      while (full) {
        Interrupts.pause(tasks, LOOK);
        try {
          index.stage(new Batch(index));
          full = false;
        } catch (IndexFullException e) {
          if (tasks.nanoTime() - since >= PATIENCE_NANOS) {
            throw e;
          }
          loan.renew();
        }
      }
    }
  }

  /** Where the rows on the disk stand at least. */
  Position position() {
    synchronized (lock) {
      return position;
    }
  }

  /** How many entries a start would have to fold again, about. */
  long behind() {
    return index.applied().position().value() - position().value();
  }
}
