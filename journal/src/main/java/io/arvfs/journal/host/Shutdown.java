package io.arvfs.journal.host;

import java.util.function.IntSupplier;

/** What a process does when it is told to end (SIGTERM, SIGINT, SIGHUP). */
public final class Shutdown {

  private Shutdown() {}

  /**
   * Lets the process run {@code work} when a signal tells it to end, and then end with the status
   * that it gives. Further signals meanwhile change nothing.
   */
  public static void onSignal(IntSupplier work) {
    beforeEnd(() -> Runtime.getRuntime().halt(work.getAsInt()));
  }

  /** Lets the process run {@code work} before it ends, by a signal or by itself. */
  public static void beforeEnd(Runnable work) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(work));
  }
}
