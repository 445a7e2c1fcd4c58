package io.arvfs.sync.upload;

import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.host.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/** One block under way, and those who wait for it. Thread-safe. */
final class Flight {

  private final Tasks.Monitor monitor;
  private Optional<byte[]> bytes = Optional.empty();
  private Optional<IOException> failure = Optional.empty();
  private boolean over;

  Flight(Tasks tasks) {
    this.monitor = tasks.monitor();
  }

  /** One whose block is already here. */
  static Flight landed(Tasks tasks, byte[] bytes) {
    Flight flight = new Flight(tasks);
    flight.end(Optional.of(bytes), Optional.empty());
    return flight;
  }

  /** The first end counts; the later ones, which only make sure of an end, do not. */
  void end(Optional<byte[]> arrived, Optional<IOException> reason) {
    monitor.locked(
        () -> {
          if (!over) {
            over = true;
            bytes = arrived;
            failure = reason;
          }
        });
    monitor.changed();
  }

  /**
   * The block, or empty if whoever fetched it gave up for reasons of their own.
   *
   * @throws IOException if it cannot be had by anybody now
   * @throws io.arvfs.journal.host.AbandonedException if the {@link Waiter} left; it flies on
   */
  Optional<byte[]> await() throws IOException {
    try {
      Waiter.awaitUntil(monitor, () -> over);
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while waiting for a block");
    }
    if (failure.isPresent()) {
      throw failure.get(); // Once over, nothing here changes: no lock needed.
    }
    return bytes;
  }
}
