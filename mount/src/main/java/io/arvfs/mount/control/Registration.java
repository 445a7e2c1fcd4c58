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
 * that nobody touches are removed after some days on many machines. Thread-safe.
 */
public final class Registration implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final Duration DAY = Duration.ofDays(1);

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
      while (true) {
        tasks.sleep(DAY);
        add();
      }
    } catch (InterruptedException _) {
      LOG.debug("{} is not registered any more", mountPoint);
    }
  }

  private void add() {
    try {
      registry.add(mountPoint, mount);
    } catch (IOException e) {
      LOG.warn("the mount at {} may not be found any more: {}", mountPoint, e.getMessage());
    }
  }

  /** The mount has ended; where its volume is can still be found. */
  @Override
  public void close() throws IOException {
    renewing.interrupt();
    registry.end(mountPoint);
  }
}
