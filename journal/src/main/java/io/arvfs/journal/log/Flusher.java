package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Tasks;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups forces: whoever needs one while none runs makes it for all who have asked by then; the
 * others wait for it. A task of its own forces what nobody asked for, every {@link
 * FlushOptions#flushBytes} or {@link FlushOptions#syncInterval}.
 *
 * <p>The first force that fails poisons the flusher for good: nothing is retried, since the kernel
 * may have dropped the very pages and say so only once. {@link #durable} stays what it was.
 * Thread-safe.
 */
public final class Flusher implements Closeable {

  private final Tasks tasks;
  private final FlushTarget target;
  private final FlushOptions options;
  private final Tasks.Monitor monitor;
  private final Tasks.Task background;

  /** All guarded by {@code monitor}. */
  private Position durable;

  private Position asked = Position.NONE;
  private boolean forcing;
  private boolean closed;
  private @Nullable Throwable poison;

  /** Starts with everything the target has appended counting as durable up to {@code durable}. */
  public Flusher(Tasks tasks, FlushTarget target, FlushOptions options, Position durable) {
    this.tasks = tasks;
    this.target = target;
    this.options = options;
    this.durable = durable;
    this.monitor = tasks.monitor();
    this.background = tasks.start("flusher", this::flush);
  }

  /** As above, with nothing durable yet. */
  public Flusher(Tasks tasks, FlushTarget target, FlushOptions options) {
    this(tasks, target, options, Position.NONE);
  }

  /**
   * Returns when the entry at {@code position}, which was appended, and all before are durable.
   *
   * @throws PoisonedException if this force or an earlier one failed
   * @throws InterruptedIOException if the task was interrupted while it waited for another's force
   */
  public void force(Position position) throws IOException {
    monitor.locked(
        () -> {
          if (position.isAfter(asked)) {
            asked = position;
          }
        });
    while (!settled(position)) {
      forceNow();
    }
  }

  /** Waits for others; true if that did, false if this task has the turn to force. */
  private boolean settled(Position position) throws IOException {
    boolean[] mine = new boolean[1];
    await(
        () -> {
          if (poison != null || !position.isAfter(durable)) {
            return true;
          }
          mine[0] = !forcing;
          forcing = true;
          return mine[0];
        });
    requireSound();
    return !mine[0];
  }

  private void await(BooleanSupplier condition) throws InterruptedIOException {
    try {
      monitor.awaitUntil(condition);
    } catch (InterruptedException e) {
      throw named(e);
    }
  }

  private static InterruptedIOException named(InterruptedException e) {
    InterruptedIOException named = new InterruptedIOException("interrupted while waiting");
    named.initCause(e);
    return named;
  }

  private void requireSound() throws PoisonedException {
    Throwable cause = monitor.locked(() -> poison);
    if (cause != null) {
      throw new PoisonedException(cause);
    }
  }

  /** Forces, holding the turn, which ends with it. */
  private void forceNow() throws IOException {
    try {
      // Read before the force begins: it covers what was appended and asked for by then.
      Position seen = target.appended();
      Position mark = monitor.locked(() -> seen.isAfter(asked) ? seen : asked);
      forceOrPoison();
      monitor.locked(() -> durable = mark.isAfter(durable) ? mark : durable);
      monitor.changed();
      target.forced(mark);
    } finally {
      monitor.locked(() -> forcing = false);
      monitor.changed();
    }
  }

  private void forceOrPoison() throws PoisonedException {
    try {
      tasks.blocking(
          () -> {
            target.force();
            return true;
          });
    } catch (IOException | RuntimeException | Error e) {
      monitor.locked(() -> poison = e);
      throw new PoisonedException(e);
    }
  }

  /** The last entry known to be durable. */
  public Position durable() {
    return monitor.locked(() -> durable);
  }

  /** What made the first failing force fail, if one has failed. */
  public Optional<Throwable> poison() {
    return Optional.ofNullable(monitor.<@Nullable Throwable>locked(() -> poison));
  }

  /**
   * Called by who appends bytes of files, before the append and holding no lock: waits while {@link
   * FlushOptions#maxUnforcedBytes} are unforced, and wakes the flusher in time for that to be rare.
   *
   * @throws PoisonedException if a force failed
   */
  public void awaitRoom() throws IOException {
    if (target.unforcedBytes() >= options.flushBytes()) {
      monitor.changed();
      await(() -> poison != null || closed || target.unforcedBytes() < options.maxUnforcedBytes());
    }
    requireSound();
  }

  /** The background task: ends with the first failure or at {@link #close}. */
  private void flush() {
    try {
      while (true) {
        monitor.awaitUntil(() -> over() || due(), options.syncInterval());
        boolean[] turn = new boolean[1];
        monitor.awaitUntil(
            () -> {
              turn[0] = !over() && !forcing && owed();
              forcing |= turn[0];
              return turn[0] || over() || !forcing;
            });
        if (turn[0]) {
          forceNow();
        } else if (monitor.locked(this::over)) {
          return;
        }
      }
    } catch (IOException | InterruptedException _) {
      // Poisoned, which everybody is told who asks; or told to end.
    }
  }

  private boolean over() {
    return closed || poison != null;
  }

  private boolean due() {
    return target.unforcedBytes() >= options.flushBytes();
  }

  private boolean owed() {
    return target.unforcedBytes() > 0 || target.appended().isAfter(durable);
  }

  /** Ends the background task; forces nothing. Forces asked for still work. */
  @Override
  public void close() throws InterruptedIOException {
    monitor.locked(() -> closed = true);
    monitor.changed();
    try {
      background.join();
    } catch (InterruptedException e) {
      throw named(e);
    }
  }
}
