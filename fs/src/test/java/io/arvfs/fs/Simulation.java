package io.arvfs.fs;

import io.arvfs.journal.host.SimulatedTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs tests in simulated time, so that a seed decides all of it. */
final class Simulation {

  private Simulation() {}

  /** What runs; whatever it throws is the failure. */
  @FunctionalInterface
  interface Body {
    void run(Tasks tasks) throws IOException;
  }

  static void run(long seed, Body body) {
    SimulatedTasks tasks = new SimulatedTasks(seed);
    tasks.run(
        () -> {
          try {
            body.run(tasks);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
