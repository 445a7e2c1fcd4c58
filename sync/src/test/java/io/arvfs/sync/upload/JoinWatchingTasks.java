package io.arvfs.sync.upload;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells when somebody begins to wait for a task's end. */
record JoinWatchingTasks(Runnable onJoin, Tasks real) implements Tasks {

  JoinWatchingTasks(Runnable onJoin) {
    this(onJoin, new RealTasks());
  }

  @Override
  public Task start(String name, Runnable work) {
    return new Watched(real.start(name, work), onJoin);
  }

  private record Watched(Task task, Runnable onJoin) implements Task {

    @Override
    public void join() throws InterruptedException {
      onJoin.run();
      task.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
      onJoin.run();
      return task.join(timeout);
    }

    @Override
    public void interrupt() {
      task.interrupt();
    }
  }

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public long nanoTime() {
    return real.nanoTime();
  }

  @Override
  public Task startNative(String name, Runnable work) {
    return real.startNative(name, work);
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    real.sleep(duration);
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
