package io.arvfs.journal.log;

import io.arvfs.journal.host.Tasks;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * How many bytes may still be stored before some are forced, for those who are about to store some:
 * together they never pass {@link FlushOptions#maxUnforcedBytes}. Thread-safe.
 */
public final class Headroom {

  private final FlushTarget target;
  private final long maxUnforcedBytes;
  private final Tasks.Monitor monitor;

  /** Tasks that wait for room. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** Bytes that hold room, stored or about to be; guarded by {@code monitor}. */
  private long admitted;

  private boolean unlimited;

  Headroom(Tasks tasks, FlushTarget target, long maxUnforcedBytes) {
    this.target = target;
    this.maxUnforcedBytes = maxUnforcedBytes;
    this.monitor = tasks.monitor();
  }

  /** Room for bytes about to be stored, which count as unforced until it is closed. */
  public final class Room implements AutoCloseable {

    private final long bytes;
    private boolean closed;

    private Room(long bytes) {
      this.bytes = bytes;
    }

    /** Gives the room back; closing again does nothing. */
    @Override
    public void close() {
      monitor.locked(
          () -> {
            admitted -= closed ? 0 : bytes;
            closed = true;
          });
      tell();
    }
  }

  /** Room for {@code bytes}, or empty if somebody would have to wait for it. */
  Optional<Room> tryTake(long bytes) {
    boolean taken = waiting.get() == 0 && monitor.locked(() -> fits(bytes));
    return taken ? Optional.of(new Room(bytes)) : Optional.empty();
  }

  /**
   * Waits for room; more than may be unforced waits until it is alone.
   *
   * @param over whether there will be none any more, and nobody is to wait
   * @param asking run when this waits
   */
  Optional<Room> take(long bytes, BooleanSupplier over, Runnable asking)
      throws InterruptedException {
    boolean[] taken = new boolean[1];
    waiting.incrementAndGet();
    try {
      asking.run();
      monitor.awaitUntil(
          () -> {
            taken[0] = !over.getAsBoolean() && fits(bytes);
            return taken[0] || over.getAsBoolean();
          });
    } finally {
      waiting.decrementAndGet();
    }
    return taken[0] ? Optional.of(new Room(bytes)) : Optional.empty();
  }

  /** Holding the lock. */
  private boolean fits(long bytes) {
    long held = admitted + target.unforcedBytes();
    boolean fits = held == 0 || held + bytes <= maxUnforcedBytes || unlimited;
    admitted += fits ? bytes : 0;
    return fits;
  }

  /** Whether somebody waits. */
  boolean isWanted() {
    return waiting.get() > 0;
  }

  /** Bytes were forced, or will never be. */
  void tell() {
    if (isWanted()) {
      monitor.changed();
    }
  }

  /** Nobody waits from now on. */
  void open() {
    monitor.locked(() -> unlimited = true);
    monitor.changed();
  }
}
