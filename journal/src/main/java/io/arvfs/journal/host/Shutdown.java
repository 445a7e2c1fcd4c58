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
    Runnable last = () -> Runtime.getRuntime().halt(work.getAsInt());
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(last));
  }
}
