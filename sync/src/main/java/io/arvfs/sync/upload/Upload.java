package io.arvfs.sync.upload;

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
    monitor.lock();
    try {
      return Optional.ofNullable(waiting.poll());
    } finally {
      monitor.unlock();
    }
  }

  void stored(StoredBlock<K> block) {
    monitor.lock();
    try {
      unfinished--;
      unreported.add(block);
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /** Nothing new begins; the first reason counts, the others go with it. */
  void failed(Exception reason) {
    monitor.lock();
    try {
      waiting.clear();
      failure.ifPresentOrElse(
          first -> {
            if (!first.equals(reason)) {
              first.addSuppressed(reason);
            }
          },
          () -> failure = Optional.of(reason));
    } finally {
      monitor.unlock();
    }
  }

  /** Nothing new begins, and nobody is to blame. */
  void stop() {
    monitor.lock();
    try {
      waiting.clear();
    } finally {
      monitor.unlock();
    }
  }

  void workerLeft() {
    monitor.lock();
    try {
      workers--;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /** The next stored block to report, waiting for it; empty when no worker is left to store one. */
  Optional<StoredBlock<K>> toReport() throws InterruptedException {
    monitor.lock();
    try {
      while (unreported.isEmpty() && workers > 0) {
        monitor.await();
      }
      return Optional.ofNullable(unreported.poll());
    } finally {
      monitor.unlock();
    }
  }

  Optional<Exception> failure() {
    monitor.lock();
    try {
      return failure.or(
          () ->
              unfinished == 0
                  ? Optional.empty()
                  : Optional.of(new IllegalStateException(unfinished + " blocks left unstored")));
    } finally {
      monitor.unlock();
    }
  }
}
