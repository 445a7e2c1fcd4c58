package io.arvfs.journal.host;

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
}
