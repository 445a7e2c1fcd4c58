package io.arvfs.journal.host;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way to wait or to run something. {@link RealTasks} is the machine's clock and threads; in
 * {@link SimulatedTasks} exactly one task runs at a time, chosen by a seed.
 *
 * <p>Nobody holds a lock of any other kind across a wait. Thread-safe.
 */
public interface Tasks {

  /** Wall time. */
  Instant now();

  /** A clock for measuring; it never goes back, and may stand still while the machine sleeps. */
  long nanoTime();

  /** Runs {@code work} beside the caller: on a virtual thread. */
  Task start(String name, Runnable work);

  /** As {@link #start}, for work that stays in native code for long: on a daemon thread. */
  Task startNative(String name, Runnable work);

  /** Waits for {@code duration}. */
  void sleep(Duration duration) throws InterruptedException;

  /** Lets others run first that can run at once, if the caller was started with {@link #start}. */
  void giveWay();

  /** A new lock with its condition. */
  Monitor monitor();

  /** Calls what may wait outside this program: a force, an answer from the network. */
  <T extends @Nullable Object> T blocking(Blocking<T> call) throws IOException;

  /** A call that may wait outside this program. */
  @FunctionalInterface
  interface Blocking<T extends @Nullable Object> {
    T call() throws IOException;
  }

  /** Work that was started. */
  interface Task {

    /** Waits for its end. */
    void join() throws InterruptedException;

    /** Waits for its end, at most {@code timeout}; whether it ended. */
    boolean join(Duration timeout) throws InterruptedException;

    /** Makes its present or next wait throw {@link InterruptedException}. */
    void interrupt();
  }

  /** A lock with one condition. The same task may take it again while holding it. */
  interface Monitor {

    /** Calls {@code body} holding the lock. */
    <T extends @Nullable Object> T locked(Supplier<T> body);

    /** Runs {@code body} holding the lock. */
    void locked(Runnable body);

    /**
     * Waits until {@code condition} holds. It is asked holding the lock, at first and after each
     * {@link #changed}, and may take what it waited for: {@code awaitUntil(() -> tryTake())}. A
     * lock held by the caller is given up while waiting.
     */
    void awaitUntil(BooleanSupplier condition) throws InterruptedException;

    /** As above, for at most {@code timeout}; whether the condition held. */
    boolean awaitUntil(BooleanSupplier condition, Duration timeout) throws InterruptedException;

    /** Makes all who wait ask their condition again; inside or outside the lock. */
    void changed();
  }
}
