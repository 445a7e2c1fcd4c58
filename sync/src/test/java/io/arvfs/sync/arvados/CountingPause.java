package io.arvfs.sync.arvados;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes at once when it is slept, and really while the network is waited for. */
final class CountingPause implements Pause {

  private final List<Duration> slept = new ArrayList<>();
  private long sleptNanos;

  synchronized List<Duration> slept() {
    return List.copyOf(slept);
  }

  @Override
  public synchronized void sleep(Duration duration) {
    slept.add(duration);
    sleptNanos += duration.toNanos();
  }

  @Override
  public synchronized long nanoTime() {
    return System.nanoTime() + sleptNanos;
  }
}
