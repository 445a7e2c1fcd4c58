package io.arvfs.journal.host;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes several things, whatever fails on the way: none is left open for another's failure. */
public final class Closing {

  private Closing() {}

  /** Closes all, in their order; the first failure is thrown, the others go with it. */
  public static void all(Collection<? extends Closeable> open) throws IOException {
    @Nullable Throwable first = null;
    for (Closeable one : open) {
      try {
        one.close();
      } catch (IOException | RuntimeException | Error e) {
        first = with(first, e);
      }
    }
    Beside.rethrow(first);
  }

  /** Closes what was opened before {@code failure}, which is what is told. */
  public static void after(Throwable failure, Closeable open) {
    try {
      open.close();
    } catch (IOException | RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  private static Throwable with(@Nullable Throwable first, Throwable next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
