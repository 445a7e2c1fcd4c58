package io.arvfs.sync;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When a process dies: before its nth act that anybody outside could notice, counted from 1. From
 * then on it acts no more, whatever its threads still try. Also tells a test of each act.
 * Thread-safe.
 */
final class Fate {

  /** Told of each act before it happens. */
  @FunctionalInterface
  interface Witness {
    void before(String act) throws IOException;
  }

  private static final int NEVER = 0;

  private final AtomicInteger acts = new AtomicInteger();
  private volatile int fatal = NEVER;
  private volatile boolean dead;
  private volatile Witness witness = _ -> {};
  private volatile String last = "nothing";

  /** It dies before the nth act from now. */
  void dieBefore(int act) {
    acts.set(0);
    fatal = act;
  }

  void die() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /** The last act, or the one that never came to be. */
  String last() {
    return last;
  }

  void watch(Witness other) {
    witness = other;
  }

  void act(String what) throws IOException {
    require();
    last = what;
    if (acts.incrementAndGet() == fatal) {
      dead = true;
    }
    require();
    witness.before(what);
  }

  void require() throws IOException {
    if (dead) {
      throw new IOException("the process is dead");
    }
  }
}
