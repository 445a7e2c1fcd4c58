package io.arvfs.mount;

import io.arvfs.journal.Bound;
import io.arvfs.journal.host.Tasks;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room in a full volume by sending what lies here alone: what the server has need not stay.
 * Whoever waits for room waits as long as that goes on, be it slowly. If something could not be
 * sent, nobody is told to hope for half a minute.
 *
 * <p>Thread-safe.
 */
final class Relief implements Bound.Freeing {

  private static final Logger LOG = LoggerFactory.getLogger(Relief.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Tasks tasks;
  private final Bound bound;
  private final Work work;
  private final Tasks.Monitor turn;

  /** Whether it is being sent; guarded by {@code turn}, as are the next two. */
  private boolean busy;

  private long notBeforeNanos;
  private long seen;

  /**
   * What there is to be sent, and how.
   *
   * @param owes whether anything lies here alone
   * @param moved grows while sending goes on, be it slowly: with each part of a block that went
   *     out, with each part of a text that was planned with, and with each thing that was noted
   * @param asking whether the server is at work on an update, for which it takes its time
   */
  record Work(BooleanSupplier owes, LongSupplier moved, BooleanSupplier asking, Sending sending) {}

  /** Sends everything. */
  @FunctionalInterface
  interface Sending {

    /** Whether all of it is on the server. */
    boolean send() throws InterruptedException;
  }

  /** Tells {@code bound} what comes of {@code work}. */
  Relief(Tasks tasks, Bound bound, Work work) {
    this.tasks = tasks;
    this.bound = bound;
    this.work = work;
    this.turn = tasks.monitor();
    this.notBeforeNanos = tasks.nanoTime();
  }

  @Override
  public boolean pleaseFree() {
    if (turn.locked(() -> busy)) {
      tellProgress();
      return true;
    }
    if (turn.locked(() -> tasks.nanoTime() - notBeforeNanos < 0) || !work.owes().getAsBoolean()) {
      return false;
    }
    boolean mine =
        turn.locked(
            () -> {
              boolean first = !busy;
              busy = true;
              return first;
            });
    if (mine) {
      LOG.info("the volume is full: what lies here alone is sent, unfinished files as they are");
      tasks.start("relief", this::run);
    }
    return true;
  }

  private void tellProgress() {
    long now = work.moved().getAsLong();
    boolean more =
        turn.locked(
            () -> {
              boolean risen = now != seen;
              seen = now;
              return risen;
            });
    if (more || work.asking().getAsBoolean()) {
      bound.progressed();
    }
  }

  private void run() {
    boolean done = false;
    try {
      done = work.sending().send();
    } catch (InterruptedException _) {
      LOG.debug("interrupted while sending for want of room");
    } finally {
      long pause = done ? 0 : PAUSE_NANOS;
      turn.locked(
          () -> {
            busy = false;
            notBeforeNanos = tasks.nanoTime() + pause;
          });
    }
  }
}
