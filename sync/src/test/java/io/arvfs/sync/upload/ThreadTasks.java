package io.arvfs.sync.upload;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tasks as virtual threads. */
final class ThreadTasks implements Tasks {

  private final Runnable onJoin;

  ThreadTasks() {
    this(() -> {});
  }

  /** Tells when somebody begins to wait for a task's end. */
  ThreadTasks(Runnable onJoin) {
    this.onJoin = onJoin;
  }

  @Override
  public Task start(String name, Runnable work) {
    Thread thread = Thread.ofVirtual().name(name).start(work);
    return () -> {
      onJoin.run();
      thread.join();
    };
  }

  @Override
  public Monitor monitor() {
    return new LockMonitor();
  }

  private static final class LockMonitor implements Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();

    @Override
    public void lock() {
      lock.lock();
    }

    @Override
    public void unlock() {
      lock.unlock();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    public void await() throws InterruptedException {
      condition.await();
    }

    @Override
    public void signalAll() {
      condition.signalAll();
    }
  }
}
