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
import java.util.concurrent.atomic.AtomicLong;
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

  /** Flushes that found no room. */
  private final AtomicLong refusals = new AtomicLong();

  /** How many shortages there had been when something was last begun that found room. */
  private final AtomicLong overcome = new AtomicLong();

  /** For an index that was just opened: where it stands, it stands on the disk too. */
  StoredRows(Index index, Reserve reserve, Tasks tasks) {
    this.index = index;
    this.reserve = reserve;
    this.tasks = tasks;
    this.position = index.applied().position();
  }

  /**
   * Whether the rows of another entry can be written, as far as anybody knows; what was refused
   * before is written then. To be asked by the writer before it appends. Waits for nothing.
   *
   * <p>Several ask at once, and one may hear of room while another is refused: so an answer says
   * only that what was known when it was asked for is over.
   */
  boolean hasRoom() {
    long known = shortages();
    if (overcome.get() == known) {
      return true;
    }
    try {
      index.stage(new Batch(index));
      overcome.accumulateAndGet(known, Math::max);
      return true;
    } catch (IndexFullException e) {
      LOG.debug("no room for rows", e);
      return false;
    }
  }

  private long shortages() {
    return refusals.get() + index.shortages();
  }

  /**
   * Returns when {@link #hasRoom}, for what frees space: a full disk gets back what was reserved,
   * and some seconds. Nobody who holds the writer may call this.
   *
   * <p>By writing, never by another flush: with one pending RocksDB does not recover. An interrupt
   * is left for later: what is in the log has happened, and is to be in the rows.
   *
   * @throws OutOfSpaceException if that was not enough
   */
  void awaitRoom() throws OutOfSpaceException {
    if (hasRoom()) {
      return;
    }
    long since = tasks.nanoTime();
    try (Reserve.Loan loan = reserve.lend()) {
      Interrupts.pause(tasks, LOOK);
      while (!hasRoom()) {
        if (tasks.nanoTime() - since >= PATIENCE_NANOS) {
          throw noRoom();
        }
        loan.renew();
        Interrupts.pause(tasks, LOOK);
      }
    }
  }

  /** What is to be said where there is none. */
  static OutOfSpaceException noRoom() {
    return new OutOfSpaceException("no room for the index");
  }

  /**
   * Brings the rows to the disk. A full one gets back what was reserved, and some seconds.
   *
   * @throws OutOfSpaceException if that was not enough; they stay in memory
   */
  void flush() throws OutOfSpaceException {
    Position now = index.applied().position();
    awaitRoom();
    if (!flushed()) {
      awaitRoom();
      if (!flushed()) {
        throw noRoom();
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
      refusals.incrementAndGet();
      return false;
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
