package io.arvfs.sync.arvados;

import java.time.Duration;

/** The one way this package waits between two attempts, and its stopwatch. */
public interface Pause {

  /** Returns after that long, or earlier by being interrupted. */
  void sleep(Duration duration) throws InterruptedException;

  /** Nanoseconds from an arbitrary origin, never falling. */
  long nanoTime();
}
