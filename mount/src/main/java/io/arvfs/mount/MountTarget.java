package io.arvfs.mount;

import io.arvfs.journal.host.Tasks;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Registry.Registered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a mount is to be: checked before anybody is asked anything over the network. */
public final class MountTarget {

  private static final Logger LOG = LoggerFactory.getLogger(MountTarget.class);

  private MountTarget() {}

  /**
   * The one spelling of {@code mountPoint}, a directory or a dead mount.
   *
   * @throws IOException if it is neither, in one line
   */
  public static Path of(Path mountPoint) throws IOException {
    try {
      Path point = Registry.canonical(mountPoint);
      if (!isDirectoryOrDead(point)) {
        throw new StartRefusedException(
            "the mount point %s is not a directory; name one".formatted(mountPoint));
      }
      return point;
    } catch (NoSuchFileException e) {
      throw new StartRefusedException(
          "the mount point %s does not exist; create it first: mkdir -p %s"
              .formatted(mountPoint, mountPoint),
          e);
    }
  }

  /**
   * Asked before a volume is taken, which would be one too many. A mount that was killed is waited
   * for, since it holds its volume until it is gone.
   */
  static void requireFree(Registry registry, Path point, Tasks tasks) throws IOException {
    Optional<Registered> last = registry.find(point);
    if (last.isEmpty()) {
      return;
    }
    var _ = last.get().process().awaitDeath(tasks, VolumeDirectory.DEATH_PATIENCE);
    if (registry.isAlive(last.get())) {
      throw new StartRefusedException(
          "%s is already mounted by process %d; end that first: arv-fs unmount %s"
              .formatted(point, last.get().pid(), point));
    }
  }

  private static boolean isDirectoryOrDead(Path point) throws NoSuchFileException {
    try {
      return Files.readAttributes(point, BasicFileAttributes.class).isDirectory();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at; it may be a dead mount", point, e);
      return true;
    }
  }
}
