package io.arvfs.sync.arvados;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Time that passes at once when it is slept, and really while the network is waited for. */
final class SleeplessTasks implements Tasks {

  private final Tasks real = new RealTasks();
  private final List<Duration> slept = new CopyOnWriteArrayList<>();

  List<Duration> slept() {
    return List.copyOf(slept);
  }

  private Duration ahead() {
    return slept.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public Instant now() {
    return real.now().plus(ahead());
  }

  @Override
  public long nanoTime() {
    return real.nanoTime() + ahead().toNanos();
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
  public void sleep(Duration duration) {
    slept.add(duration);
  }

  @Override
  public void giveWay() {
    real.giveWay();
  }

  @Override
  public Monitor monitor() {
    return real.monitor();
  }

  @Override
  public <T extends @Nullable Object> T blocking(Blocking<T> call) throws IOException {
    return real.blocking(call);
  }
}
