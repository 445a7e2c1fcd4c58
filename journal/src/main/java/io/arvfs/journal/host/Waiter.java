package io.arvfs.journal.host;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Somebody outside for whom work is done and who may leave: a program that got a signal. Waits that
 * may be long, for room or for the network, look now and then whether the waiter is still there,
 * and end with an {@link AbandonedException} if not. Unlike an interrupt that breaks no other wait
 * and closes no file that is in use.
 *
 * <p>The work does not know its waiter: it is whoever's {@link #call} it runs in, on the same
 * thread, if it runs in one. Thread-safe.
 */
public final class Waiter {

  private static final ScopedValue<Waiter> PRESENT = ScopedValue.newInstance();

  /** How soon it is noticed that the waiter has left. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private volatile boolean left;

  /** Waits no more. */
  public void leave() {
    left = true;
  }

  /** Does {@code work} for this waiter. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(PRESENT, this).call(work);
  }

  /**
   * To be asked while nothing is done yet that could not be left.
   *
   * @throws AbandonedException if the waiter has left
   */
  public static void requireThere() throws AbandonedException {
    if (PRESENT.isBound() && PRESENT.get().left) {
      throw new AbandonedException();
    }
  }

  /**
   * Waits as {@link Tasks.Monitor#awaitUntil(BooleanSupplier)} does.
   *
   * @throws AbandonedException if the waiter left before the condition held
   */
  public static void awaitUntil(Tasks.Monitor monitor, BooleanSupplier condition)
      throws InterruptedException, AbandonedException {
    if (!PRESENT.isBound()) {
      monitor.awaitUntil(condition);
      return;
    }
    while (!monitor.awaitUntil(condition, LOOK)) {
      requireThere();
    }
  }
}
