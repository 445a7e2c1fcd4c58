package io.arvfs.mount;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waiting for another process, which nobody here is told of: asked again until a deadline. */
final class Await {

  private static final long PAUSE_NANOS = 5_000_000;

  private Await() {}

  /** Returns when {@code holds}. */
  static void until(String what, Duration patience, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("after " + patience.toSeconds() + " s still not: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
