package io.arvfs.sync;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when somebody sleeps or a test says so, for this side and for the cluster;
 * threads and locks are the machine's.
 */
final class SteppedTime implements Tasks, InstantSource {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final Tasks real = new RealTasks();
  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Instant now() {
    return now;
  }

  synchronized void pass(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public void sleep(Duration duration) {
    pass(duration);
  }

  @Override
  public long nanoTime() {
    return Duration.between(START, now).toNanos();
  }

  @Override
  public Task start(String name, Runnable work) {
    return real.start(name, work);
  }

  @Override
  public Task startNative(String name, Runnable work) {
    return real.startNative(name, work);
  }

  @Override
  public Monitor monitor() {
    return real.monitor();
  }

  @Override
  public void giveWay() {
    real.giveWay();
  }

  @Override
  public <T extends @Nullable Object> T blocking(Blocking<T> call) throws IOException {
    return real.blocking(call);
  }
}
