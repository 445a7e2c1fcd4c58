package io.arvfs.journal.host;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The machine's clock and threads. Thread-safe. */
public final class RealTasks implements Tasks {

  private static final long FOREVER = Long.MAX_VALUE;

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Task start(String name, Runnable work) {
    return new RealTask(Thread.ofVirtual().name(name).start(work));
  }

  @Override
  public Task startNative(String name, Runnable work) {
    return new RealTask(Thread.ofPlatform().daemon().name(name).start(work));
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  /** A thread of the system's own might have to wait for the end of others' time slices. */
  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  public void giveWay() {
    if (Thread.currentThread().isVirtual()) {
      Thread.yield();
    }
  }

  @Override
  public Monitor monitor() {
    return new RealMonitor();
  }

  @Override
  public <T extends @Nullable Object> T blocking(Blocking<T> call) throws IOException {
    return call.call();
  }

  private record RealTask(Thread thread) implements Task {

    @Override
    public void join() throws InterruptedException {
      thread.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
      return thread.join(timeout);
    }

    @Override
    public void interrupt() {
      thread.interrupt();
    }
  }

  private static final class RealMonitor implements Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();

    @Override
    public <T extends @Nullable Object> T locked(Supplier<T> body) {
      lock.lock();
      try {
        return body.get();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void locked(Runnable body) {
      lock.lock();
      try {
        body.run();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void awaitUntil(BooleanSupplier holds) throws InterruptedException {
      await(holds, FOREVER);
    }

    @Override
    public boolean awaitUntil(BooleanSupplier holds, Duration timeout) throws InterruptedException {
      return await(holds, Math.max(0, timeout.toNanos()));
    }

    private boolean await(BooleanSupplier holds, long timeoutNanos) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = timeoutNanos;
        while (!holds.getAsBoolean()) {
          if (left <= 0) {
            return false;
          }
          if (timeoutNanos == FOREVER) {
            condition.await();
          } else {
            left = condition.awaitNanos(left);
          }
        }
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void changed() {
      lock.lock();
      try {
        condition.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
