package io.arvfs.sync.upload;

import io.arvfs.journal.host.Tasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One upload's state: what is next, what has been stored and not yet reported, and the first
 * failure, after which nothing new begins. Thread-safe.
 */
final class Upload<K> {

  private final Tasks.Monitor monitor;
  private final Deque<PackedBlock<K>> waiting;
  private final Deque<StoredBlock<K>> unreported = new ArrayDeque<>();
  private Optional<Exception> failure = Optional.empty();
  private int unfinished;
  private int workers;

  Upload(Tasks tasks, List<PackedBlock<K>> blocks, int workers) {
    this.monitor = tasks.monitor();
    this.waiting = new ArrayDeque<>(blocks);
    this.unfinished = blocks.size();
    this.workers = workers;
  }

  /** The next block to store; empty when there is none left or something failed. */
  Optional<PackedBlock<K>> next() {
    return monitor.locked(() -> Optional.ofNullable(waiting.poll()));
  }

  void stored(StoredBlock<K> block) {
    monitor.locked(
        () -> {
          unfinished--;
          unreported.add(block);
        });
    monitor.changed();
  }

  /** Nothing new begins; the first reason counts, the others go with it. */
  void failed(Exception reason) {
    monitor.locked(
        () -> {
          waiting.clear();
          if (failure.isEmpty()) {
            failure = Optional.of(reason);
          } else if (!failure.get().equals(reason)) {
            failure.get().addSuppressed(reason);
          }
        });
  }

  /** Nothing new begins, and nobody is to blame. */
  void stop() {
    monitor.locked(waiting::clear);
  }

  void workerLeft() {
    monitor.locked(
        () -> {
          workers--;
        });
    monitor.changed();
  }

  /** The next stored block to report, waiting for it; empty when no worker is left to store one. */
  Optional<StoredBlock<K>> toReport() throws InterruptedException {
    monitor.awaitUntil(() -> !unreported.isEmpty() || workers == 0);
    return monitor.locked(() -> Optional.ofNullable(unreported.poll()));
  }

  /** Why not every block was stored; empty if every one was. */
  Optional<Exception> failure() {
    return monitor.locked(
        () ->
            failure.isPresent() || unfinished == 0
                ? failure
                : Optional.of(new IllegalStateException(unfinished + " blocks left unstored")));
  }
}
