package io.arvfs.journal.host;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in virtual time, exactly one at a time, chosen by a seed: the same seed and the same
 * program give the same run.
 *
 * <p>Each task has a thread of its own, of which all but one wait for their turn. At every call of
 * this class that could let another task go first (starting, locking, waiting, a blocking call),
 * the seed picks the next among those that can go on. If none can, time moves to the earliest
 * deadline; if there is none either, the tasks have locked each other out and the run fails, saying
 * who waits for what.
 *
 * <p>Used from within {@link #run}; what is called before or after it must not have to wait.
 */
public final class SimulatedTasks implements Tasks {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long NEVER = Long.MAX_VALUE;

  private final Random random;
  private final long limitNanos;
  private final List<SimulatedTask> tasks = new ArrayList<>();
  private volatile @Nullable SimulatedTask current;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;
  private long nanos;

  /** A simulation of at most 90 days. */
  public SimulatedTasks(long seed) {
    this(seed, Duration.ofDays(90));
  }

  /**
   * A simulation in which {@code limit} is the most virtual time that may pass; a task that wakes
   * by the clock for ever would hide that all others are locked out.
   */
  public SimulatedTasks(long seed, Duration limit) {
    this.random = Seeds.random(seed);
    this.limitNanos = limit.toNanos();
  }

  /** All tasks wait, and nothing will ever happen. */
  public static final class DeadlockException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DeadlockException(String message) {
      super(message);
    }
  }

  /** Unwinds a task that is still there when the run is over. */
  private static final class Stopped extends Error {

    private static final long serialVersionUID = 1;

    Stopped() {
      super("the simulation is over", null, false, false);
    }
  }

  /**
   * Runs {@code main} and all it starts, until {@code main} returns; tasks that are still there
   * then are unwound.
   *
   * @throws DeadlockException if all tasks wait for each other
   */
  public void run(Runnable main) {
    if (current != null || stopping) {
      throw new IllegalStateException("a simulation runs once");
    }
    SimulatedTask first = new SimulatedTask("main", main);
    tasks.add(first);
    current = first;
    first.thread.start();
    first.turn.release();
    first.awaitEnd();
    stopping = true;
    for (SimulatedTask task : List.copyOf(tasks)) {
      current = task;
      task.turn.release();
      task.awaitEnd();
    }
    current = null;
    rethrow(failure);
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Task start(String name, Runnable work) {
    SimulatedTask task = new SimulatedTask(name, work);
    tasks.add(task);
    task.thread.start();
    step();
    return task;
  }

  @Override
  public Task startNative(String name, Runnable work) {
    return start(name, work);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    pause("sleep", () -> false, deadline(duration), true);
  }

  @Override
  public void giveWay() {
    step();
  }

  @Override
  public Monitor monitor() {
    return new SimulatedMonitor();
  }

  @Override
  public <T extends @Nullable Object> T blocking(Blocking<T> call) throws IOException {
    step();
    T result = call.call();
    step();
    return result;
  }

  private long deadline(Duration duration) {
    return nanos + Math.max(0, duration.toNanos());
  }

  /** Lets the seed choose who goes next. */
  private void step() {
    try {
      pause("turn", SimulatedTasks::atOnce, NEVER, false);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Gives the turn away until {@code ready} or the deadline; whether it was ready.
   *
   * @throws InterruptedException if interruptible and interrupted
   */
  private boolean pause(String what, BooleanSupplier ready, long deadline, boolean interruptible)
      throws InterruptedException {
    SimulatedTask task = current;
    if (task == null) {
      if (!ready.getAsBoolean()) {
        throw new IllegalStateException("a wait for " + what + " outside of run");
      }
      return true;
    }
    requireRunning();
    task.waitsFor = what;
    task.ready = () -> ready.getAsBoolean() || (interruptible && task.interrupted);
    task.deadline = deadline;
    handOver();
    task.turn.acquireUninterruptibly();
    requireRunning();
    if (interruptible && task.interrupted) {
      task.interrupted = false;
      throw new InterruptedException(what);
    }
    return ready.getAsBoolean();
  }

  private static boolean atOnce() {
    return true;
  }

  private void requireRunning() {
    if (stopping) {
      throw new Stopped();
    }
  }

  /** Gives the turn to a task that can go on. */
  private void handOver() {
    List<SimulatedTask> able = able();
    if (able.isEmpty()) {
      long next = tasks.stream().mapToLong(t -> t.deadline).min().orElse(NEVER);
      if (next == NEVER || next > limitNanos) {
        deadlock();
        return;
      }
      nanos = Math.max(nanos, next);
      able = able();
    }
    SimulatedTask chosen = able.get(random.nextInt(able.size()));
    current = chosen;
    chosen.turn.release();
  }

  private List<SimulatedTask> able() {
    return tasks.stream().filter(t -> t.deadline <= nanos || t.ready.getAsBoolean()).toList();
  }

  private void deadlock() {
    StringBuilder waits = new StringBuilder("all tasks wait at " + now() + ":");
    tasks.forEach(
        t -> waits.append(' ').append(t.name).append(" for ").append(t.waitsFor).append(','));
    note(new DeadlockException(waits.toString()));
    stopping = true;
    SimulatedTask first = tasks.getFirst();
    current = first;
    first.turn.release();
  }

  private void note(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  /** A task with its thread, and what it waits for. */
  private final class SimulatedTask implements Task {

    private final String name;
    private final Thread thread;
    private final Semaphore turn = new Semaphore(0);
    private BooleanSupplier ready = SimulatedTasks::atOnce;
    private long deadline = NEVER;
    private String waitsFor = "its start";
    private boolean interrupted;
    private volatile boolean ended;

    SimulatedTask(String name, Runnable work) {
      this.name = name;
      this.thread = Thread.ofVirtual().name(name).unstarted(() -> live(work));
    }

    private void live(Runnable work) {
      turn.acquireUninterruptibly();
      try {
        if (!stopping) {
          work.run();
        }
      } catch (Stopped _) {
        // The run is over.
      } catch (RuntimeException | Error e) {
        note(e);
      } finally {
        end();
      }
    }

    private void end() {
      boolean main = tasks.getFirst() == this;
      tasks.remove(this);
      ended = true;
      if (!main && !stopping) {
        handOver();
      }
    }

    void awaitEnd() {
      boolean done = false;
      while (!done) {
        try {
          thread.join();
          done = true;
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void join() throws InterruptedException {
      pause("the end of " + name, () -> ended, NEVER, true);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
      return pause("the end of " + name, () -> ended, SimulatedTasks.this.deadline(timeout), true);
    }

    @Override
    public void interrupt() {
      interrupted = true;
      step();
    }
  }

  private final class SimulatedMonitor implements Monitor {

    private @Nullable SimulatedTask owner;
    private int holds;
    private long changes;

    @Override
    public <T extends @Nullable Object> T locked(Supplier<T> body) {
      enter();
      try {
        return body.get();
      } finally {
        holds--;
        release();
      }
    }

    @Override
    public void locked(Runnable body) {
      locked(
          () -> {
            body.run();
            return true;
          });
    }

    private void enter() {
      if (holds == 0 || owner != current) {
        try {
          pause("a lock", () -> holds == 0, NEVER, false);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        owner = current;
      }
      holds++;
    }

    private void release() {
      if (holds == 0) {
        owner = null;
      }
    }

    @Override
    public void awaitUntil(BooleanSupplier condition) throws InterruptedException {
      await(condition, NEVER);
    }

    @Override
    public boolean awaitUntil(BooleanSupplier condition, Duration timeout)
        throws InterruptedException {
      return await(condition, deadline(timeout));
    }

    private boolean await(BooleanSupplier condition, long until) throws InterruptedException {
      enter();
      try {
        boolean holdsNow = condition.getAsBoolean();
        while (!holdsNow && nanos < until) {
          waitForChange(until);
          holdsNow = condition.getAsBoolean();
        }
        return holdsNow;
      } finally {
        holds--;
        release();
      }
    }

    /** Gives the lock up wholly, and takes it as often again. */
    private void waitForChange(long until) throws InterruptedException {
      SimulatedTask task = owner;
      int held = holds;
      long seen = changes;
      holds = 0;
      owner = null;
      try {
        pause("a change", () -> changes != seen, until, true);
      } finally {
        if (!stopping) {
          reenter();
        }
        owner = task;
        holds = held;
      }
    }

    private void reenter() throws InterruptedException {
      pause("a lock", () -> holds == 0, NEVER, false);
    }

    @Override
    public void changed() {
      changes++;
      step();
    }
  }
}
