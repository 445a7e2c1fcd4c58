package io.arvfs.journal.host;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps an interrupt away from code that would break at one. */
public final class Interrupts {

  private Interrupts() {}

  /** Calls {@code body} as if the thread were not interrupted; the interrupt stands again after. */
  public static <T extends @Nullable Object> T deferred(Supplier<T> body) {
    boolean interrupted = Thread.interrupted();
    try {
      return body.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for {@code duration}, or until an interrupt, which stands again after. */
  public static void pause(Tasks tasks, Duration duration) {
    boolean interrupted = Thread.interrupted();
    try {
      tasks.sleep(duration);
    } catch (InterruptedException _) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
