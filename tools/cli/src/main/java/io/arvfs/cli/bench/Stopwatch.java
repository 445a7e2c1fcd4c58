package io.arvfs.cli.bench;

import io.arvfs.journal.host.Tasks;

/** Measures a time from when it was made. */
final class Stopwatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Tasks tasks;
  private final long start;

  Stopwatch(Tasks tasks) {
    this.tasks = tasks;
    this.start = tasks.nanoTime();
  }

  double seconds() {
    return Math.max(1, tasks.nanoTime() - start) / NANOS_PER_SECOND;
  }
}
