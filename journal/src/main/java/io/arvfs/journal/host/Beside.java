package io.arvfs.journal.host;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Work that was started beside its caller, and what came of it. Thread-safe. */
public final class Beside {

  private final Tasks.Monitor monitor;
  private boolean ended;
  private @Nullable Throwable failure;

  private Beside(Tasks tasks) {
    this.monitor = tasks.monitor();
  }

  /** What is to be done. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /** Starts {@code work}; its end is to be awaited. */
  public static Beside start(Tasks tasks, String name, Work work) {
    Beside beside = new Beside(tasks);
    tasks.start(name, () -> beside.run(work));
    return beside;
  }

  private void run(Work work) {
    @Nullable Throwable thrown = null;
    try {
      work.run();
    } catch (IOException | RuntimeException | Error e) {
      thrown = e;
    }
    @Nullable Throwable said = thrown;
    monitor.locked(
        () -> {
          ended = true;
          failure = said;
        });
    monitor.changed();
  }

  /** Waits for its end, whoever interrupts; an interrupt stands again after. */
  public void await() {
    boolean interrupted = false;
    while (!monitor.locked(() -> ended)) {
      try {
        monitor.awaitUntil(() -> ended);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws what it threw, once it has ended. */
  public void requireDone() throws IOException {
    rethrow(monitor.<@Nullable Throwable>locked(() -> failure));
  }

  /** Throws what some work threw, if it did. */
  static void rethrow(@Nullable Throwable thrown) throws IOException {
    switch (thrown) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
