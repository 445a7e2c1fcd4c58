package io.arvfs.mount;

import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.fuse.SessionListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why requests were answered with EIO: one line for what the environment did, with
 * its trace at level debug only; all there is for a bug. An outage is told once in a while and not
 * for each request that met it. Thread-safe.
 */
final class LoggedFailures implements SessionListener {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedFailures.class);

  private final Tasks tasks;
  private final Outages outages = new Outages();

  LoggedFailures(Tasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public void failed(String operation, Throwable failure) {
    Throwable cause = failure.getCause() instanceof IOException e ? e : failure;
    outages
        .line(operation, cause, tasks.nanoTime())
        .ifPresent(
            line -> {
              if (cause instanceof IOException) {
                LOG.error("{}", line);
                LOG.debug("the cause", cause);
              } else {
                LOG.error("{}", line, cause);
              }
            });
  }
}
