package io.arvfs.mount.control;

import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.control.Registry.Registered;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount's place in the {@link Registry} while it lives. It is taken anew each day: files in /tmp
 * that nobody touches are removed after some days on many machines. What the mount logs there is
 * kept short. Thread-safe.
 */
public final class Registration implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final long LOOKS_A_DAY = Duration.ofDays(1).dividedBy(LOOK);

  private final Registry registry;
  private final Path mountPoint;
  private final Registered mount;
  private final Tasks tasks;
  private final Tasks.Task renewing;

  /** Registers {@code mount} at {@code mountPoint}, a canonical path, until it is closed. */
  public Registration(Registry registry, Path mountPoint, Registered mount, Tasks tasks)
      throws IOException {
    this.registry = registry;
    this.mountPoint = mountPoint;
    this.mount = mount;
    this.tasks = tasks;
    registry.add(mountPoint, mount);
    this.renewing = tasks.start("registration", this::renew);
  }

  private void renew() {
    try {
      for (long look = 1; ; look++) {
        tasks.sleep(LOOK);
        tend(look % LOOKS_A_DAY == 0);
      }
    } catch (InterruptedException _) {
      LOG.debug("{} is not registered any more", mountPoint);
    }
  }

  private void tend(boolean anew) {
    try {
      registry.shortenLog(mountPoint);
      if (anew) {
        registry.renew(mountPoint, mount, tasks.now());
      }
    } catch (IOException e) {
      LOG.warn("the files of {} in /tmp are not kept up: {}", mountPoint, e.getMessage());
    }
  }

  /** The mount has ended; where its volume is can still be found. */
  @Override
  public void close() throws IOException {
    renewing.interrupt();
    registry.end(mountPoint);
  }
}
