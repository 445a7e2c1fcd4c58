package io.arvfs.mount;

import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.Outcome;
import io.arvfs.sync.Syncer;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commits of one mount, asked for by its user, for want of room or at its end, and what came of
 * the last. Uses the volume until {@link #end}; who asks later hears what was last. Thread-safe.
 */
final class Commits {

  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  private final MountOptions options;
  private final Volume volume;
  private final Syncer syncer;
  private final Occupancy occupancy;
  private volatile Outcome last = Outcome.DONE;

  Commits(MountOptions options, Volume volume, Syncer syncer, Tasks tasks) {
    this.options = options;
    this.volume = volume;
    this.syncer = syncer;
    this.occupancy = new Occupancy(tasks);
  }

  /** What came of the last one. */
  Outcome last() {
    return last;
  }

  /** What the ledger says of the collection. */
  Optional<CollectionState> collection() {
    return ledger().collection(Ino.ROOT);
  }

  private LedgerView ledger() {
    return new LedgerView(volume.rows());
  }

  /**
   * Whether the server has everything, for certain: nothing is changed here, no request is out
   * whose fate is not known, nothing is held. To be asked before the volume is closed.
   */
  boolean isSettled() {
    return ledger().isSettled();
  }

  /** As {@link #isSettled}, at any time: a closed volume asks for nothing any more. */
  boolean owesNothing() {
    return whileOpen(this::isSettled).orElse(true);
  }

  /** Whether anything lies here that may be sent, so that it need not. */
  boolean hasUnsent() {
    return whileOpen(() -> !ledger().isClean()).orElse(false);
  }

  /** What {@code reading} says of the volume; empty if that is being closed. */
  <T> Optional<T> whileOpen(Supplier<T> reading) {
    if (!occupancy.enter()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.get());
    } finally {
      occupancy.leave();
    }
  }

  /** A volume from before shows what others changed since, unless it has work of its own. */
  void follow() throws InterruptedIOException {
    try {
      if (ledger().isClean()) {
        last = syncer.sync();
      } else if (!options.readWrite()) {
        last = unsent();
      }
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while starting");
    }
  }

  /** Finds out what became of what an earlier process sent. */
  void settle() {
    if (!occupancy.enter()) {
      return;
    }
    try {
      last = syncer.settle();
    } catch (InterruptedException _) {
      LOG.debug("settling was interrupted; the next commit begins with it");
    } catch (RuntimeException e) {
      last = failed(e);
    } finally {
      occupancy.leave();
    }
  }

  /** Sends everything. */
  Outcome commit() throws InterruptedException {
    if (occupancy.enter()) {
      try {
        boolean sends = options.readWrite() || ledger().isClean();
        last = sends ? syncer.sync() : unsent();
      } catch (RuntimeException e) {
        last = failed(e);
      } finally {
        occupancy.leave();
      }
    }
    return last;
  }

  /** Asks the server nothing if it has everything: it may be gone. */
  void commitRest() throws InterruptedException {
    if (!owesNothing()) {
      var _ = commit();
    }
  }

  /** Work of an earlier mount, which this one is not to send. */
  private Outcome unsent() {
    return stayed("mounted read-only; mount with --read-write to send what lies here");
  }

  private Outcome failed(RuntimeException e) {
    LOG.error("a commit failed in a way that nobody thought of", e);
    return stayed("failed: " + e);
  }

  private Outcome stayed(String reason) {
    return new Outcome(List.of(new Outcome.Left(options.uuid(), reason)));
  }

  /** Begins no other, and returns when nobody uses the volume any more. */
  void end() throws InterruptedException {
    occupancy.close();
  }
}
