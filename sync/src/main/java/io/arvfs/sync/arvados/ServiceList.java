package io.arvfs.sync.arvados;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Keep services as last heard: asked for again after a while, and when one has failed in a way
 * that a changed list would explain. An old list is better than none, for Keep may be up while the
 * API is not. Thread-safe.
 */
final class ServiceList {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceList.class);
  private static final long FRESH_NANOS = Duration.ofMinutes(5).toNanos();

  private final Wire.Step<List<KeepService>> discovery;
  private final Tasks tasks;
  private volatile Heard last;

  ServiceList(Wire.Step<List<KeepService>> discovery, Tasks tasks) {
    this.discovery = discovery;
    this.tasks = tasks;
    this.last = new Heard(List.of(), 0, true);
  }

  /** The services to use now; several callers may find the list old and ask at once. */
  List<KeepService> current() throws IOException {
    Heard before = last;
    if (!before.doubtful() && tasks.nanoTime() - before.atNanos() < FRESH_NANOS) {
      return before.services();
    }
    try {
      List<KeepService> now = List.copyOf(discovery.run());
      last = new Heard(now, tasks.nanoTime(), false);
      return now;
    } catch (ServerUnreachableException | ServerMisbehavedException e) {
      if (before.services().isEmpty()) {
        throw e;
      }
      LOG.debug("Keeping the old list of Keep services: {}", e.getMessage());
      last = new Heard(before.services(), tasks.nanoTime(), false);
      return before.services();
    }
  }

  /** To be asked for again before the next use. */
  void doubt() {
    last = new Heard(last.services(), 0, true);
  }

  private record Heard(List<KeepService> services, long atNanos, boolean doubtful) {}
}
