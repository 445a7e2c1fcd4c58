package io.arvfs.mount;

import io.arvfs.journal.host.Tasks;

/**
 * Who is using a volume from outside the mounted tree (a sync, a status, the settling of an
 * attempt), so that it is not closed under them. Thread-safe.
 */
final class Occupancy {

  private final Tasks.Monitor changes;
  private int users;
  private boolean closed;

  Occupancy(Tasks tasks) {
    this.changes = tasks.monitor();
  }

  /** Begins a use, to be ended by {@link #leave}; false if it is too late. */
  boolean enter() {
    return changes.locked(
        () -> {
          if (!closed) {
            users++;
          }
          return !closed;
        });
  }

  void leave() {
    changes.locked(
        () -> {
          users--;
        });
    changes.changed();
  }

  /** Lets nobody in any more, and returns when all have left. */
  void close() throws InterruptedException {
    changes.locked(
        () -> {
          closed = true;
        });
    changes.awaitUntil(() -> users == 0);
  }
}
