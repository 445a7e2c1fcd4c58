package io.arvfs.mount.fuse;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The works that requests left for later, each on a virtual thread, at most {@code limit} running
 * at once. Starting one never waits: those above the limit wait on their own threads, and there are
 * no more of them than clients waiting for an answer. Thread-safe.
 */
final class LaterWorks {

  private final Semaphore permits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int underWay;

  LaterWorks(int limit) {
    this.permits = new Semaphore(limit);
  }

  /** Runs {@code work} soon, on a thread of its own. */
  void start(String name, Runnable work) {
    count(1);
    try {
      var _ = Thread.ofVirtual().name("arv-fuse-" + name).start(() -> run(work));
    } catch (Throwable t) {
      count(-1);
      throw t;
    }
  }

  private void run(Runnable work) {
    permits.acquireUninterruptibly();
    try {
      work.run();
    } finally {
      permits.release();
      count(-1);
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      underWay += change;
      if (underWay == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is under way; false if {@code patience} ran out first. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(patience);
    lock.lock();
    try {
      while (underWay > 0) {
        if (nanos <= 0) {
          return false;
        }
        nanos = idle.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
