package io.arvfs.fs;

import io.arvfs.journal.host.Tasks;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how far something long has come, at most once a second. Confined to one task. */
final class Progress {

  /** Says nothing. */
  static final Progress SILENT = new Progress(() -> 0);

  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** The clock is looked at once in so many times. */
  private static final int STRIDE = 1024;

  private final LongSupplier nanoTime;
  private long said;
  private int calls;

  Progress(Tasks tasks) {
    this(tasks::nanoTime);
  }

  private Progress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.said = nanoTime.getAsLong();
  }

  /** Has come as far as {@code number}. */
  void reach(String what, long number) {
    calls++;
    if (calls % STRIDE != 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - said >= INTERVAL_NANOS) {
      said = now;
      LOG.info("{} {}", what, number);
    }
  }
}
