package io.arvfs.journal.log;

import java.time.Duration;

/**
 * When the flusher forces by itself.
 *
 * @param flushBytes it forces when so many bytes of files and entries are unforced
 * @param maxUnforcedBytes at so many, who writes bytes waits
 * @param syncInterval it forces so long after an entry was appended, at the latest
 */
public record FlushOptions(long flushBytes, long maxUnforcedBytes, Duration syncInterval) {

  /** 32 MiB, 64 MiB and 5 seconds. */
  public static final FlushOptions DEFAULT =
      new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5));

  /**
   * @throws IllegalArgumentException if a bound is not positive or the bounds are crossed
   */
  public FlushOptions {
    if (flushBytes < 1 || flushBytes > maxUnforcedBytes || !syncInterval.isPositive()) {
      throw new IllegalArgumentException(
          flushBytes + " of " + maxUnforcedBytes + " bytes, " + syncInterval);
    }
  }

  /** As this, with another interval. */
  public FlushOptions every(Duration interval) {
    return new FlushOptions(flushBytes, maxUnforcedBytes, interval);
  }
}
