package io.arvfs.journal.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one piece of work beside its owner's, again and again: for work so short that
 * beginning a thread for each, as {@link Beside} does, would take as long as the work.
 *
 * <p>One owner at a time; it has awaited one piece before it hands over the next.
 */
public final class Companion implements Closeable {

  private final Tasks.Monitor monitor;
  private final Tasks.Task task;

  /** All guarded by {@code monitor}. */
  private Beside.@Nullable Work handed;

  private boolean closed;
  private @Nullable Throwable failure;

  /** Begins to wait for work. */
  public Companion(Tasks tasks, String name) {
    this.monitor = tasks.monitor();
    this.task = tasks.startNative(name, this::serve);
  }

  private void serve() {
    try {
      while (true) {
        monitor.awaitUntil(() -> handed != null || closed);
        Beside.Work work = monitor.locked(() -> handed);
        if (work == null) {
          return;
        }
        finish(thrownBy(work));
      }
    } catch (InterruptedException _) {
      // Told to end.
    }
  }

  private static @Nullable Throwable thrownBy(Beside.Work work) {
    try {
      work.run();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }

  private void finish(@Nullable Throwable thrown) {
    monitor.locked(
        () -> {
          handed = null;
          failure = thrown;
        });
    monitor.changed();
  }

  /**
   * Does both and returns when both have ended, whoever interrupts; throws what one threw. After
   * {@link #close} they are done one after the other.
   */
  public void doBoth(Beside.Work beside, Beside.Work here) throws IOException {
    if (!handOver(beside)) {
      here.run();
      beside.run();
      return;
    }
    @Nullable Throwable thrown = thrownBy(here);
    await();
    Beside.rethrow(thrown);
    Beside.rethrow(monitor.<@Nullable Throwable>locked(() -> failure));
  }

  private boolean handOver(Beside.Work work) {
    boolean taken =
        monitor.locked(
            () -> {
              handed = closed ? null : work;
              return !closed;
            });
    monitor.changed();
    return taken;
  }

  private void await() {
    boolean interrupted = false;
    while (monitor.locked(() -> handed != null)) {
      try {
        monitor.awaitUntil(() -> handed == null);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread, once it has done what it was handed. */
  @Override
  public void close() throws InterruptedIOException {
    monitor.locked(() -> closed = true);
    monitor.changed();
    try {
      task.join();
    } catch (InterruptedException e) {
      InterruptedIOException named = new InterruptedIOException("interrupted while waiting");
      named.initCause(e);
      throw named;
    }
  }
}
