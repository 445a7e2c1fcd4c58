package io.arvfs.mount;

import io.arvfs.journal.host.Shutdown;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A mount as a process has it: from its start to the status that the process ends with, whenever a
 * signal comes.
 *
 * <p>A signal during the start waits a moment for the mount to be there, and then ends it as any
 * other does; before that nothing was promised to anybody. Thread-safe.
 */
public final class MountProcess {

  private static final int FAILED = 1;

  /** A mount that is that far from starting may as well be killed. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(3);

  private final Tasks tasks;
  private final Tasks.Monitor starting;
  private boolean over;
  private @Nullable Mount mount;

  private MountProcess(Tasks tasks) {
    this.tasks = tasks;
    this.starting = tasks.monitor();
  }

  /**
   * Mounts and stays until the mount has ended; to be called once in a process.
   *
   * @param ready hears when the mount answers
   * @return the status to exit with
   * @throws IOException if it cannot start, in one line
   */
  public static int run(MountOptions options, Tasks tasks, Consumer<Mount> ready)
      throws IOException, InterruptedException {
    MountProcess process = new MountProcess(tasks);
    Shutdown.onSignal(process::stop);
    try (Mount started = process.start(options)) {
      ready.accept(started);
      return started.awaitEnd();
    }
  }

  private Mount start(MountOptions options) throws IOException {
    Mount started = null;
    try {
      started = Mount.start(options, tasks);
      return started;
    } finally {
      Mount result = started;
      starting.locked(
          () -> {
            mount = result;
            over = true;
          });
      starting.changed();
    }
  }

  /** What happens on a signal, and at any other end of the process: then all is done already. */
  private int stop() {
    try {
      if (!starting.awaitUntil(() -> over, START_PATIENCE)) {
        return FAILED;
      }
      Mount started = mount;
      if (started == null) {
        return FAILED;
      }
      int status = started.stop();
      started.close();
      return status;
    } catch (InterruptedException _) {
      return FAILED;
    }
  }
}
