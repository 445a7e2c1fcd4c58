package io.arvfs.mount;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What fails again and again, and is told now and then: failures of one kind, of one operation, are
 * one outage as long as the last was told not ten minutes ago. Thread-safe.
 */
final class Outages {

  private static final long QUIET_NANOS = Duration.ofMinutes(10).toNanos();

  private final Map<Kind, Told> told = new HashMap<>();

  private record Kind(String operation, Class<?> failure) {}

  /** When it was told last, and how many came since. */
  private record Told(long nanos, int since) {}

  /** What is to be said of one more failure, in one line; empty if enough was said. */
  synchronized Optional<String> line(String operation, Throwable failure, long nowNanos) {
    Kind kind = new Kind(operation, failure.getClass());
    @Nullable Told last = told.get(kind);
    boolean mayBeQuiet = failure instanceof IOException; // Else a bug, each of them another.
    if (mayBeQuiet && last != null && nowNanos - last.nanos() < QUIET_NANOS) {
      told.put(kind, new Told(last.nanos(), last.since() + 1));
      return Optional.empty();
    }
    told.put(kind, new Told(nowNanos, 0));
    String more = last == null || last.since() == 0 ? "" : ", as did " + last.since() + " before";
    return Optional.of(
        "%s failed and was answered with EIO%s: %s".formatted(operation, more, reason(failure)));
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    String words = message == null ? failure.toString() : message;
    return words.lines().findFirst().orElse("no reason is known");
  }
}
