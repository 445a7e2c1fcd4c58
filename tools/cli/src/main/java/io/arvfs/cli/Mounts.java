package io.arvfs.cli;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.mount.User;
import io.arvfs.mount.control.ControlClient;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Registry.Registered;
import io.arvfs.mount.control.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The running mounts that a command speaks to. */
final class Mounts {

  private final Registry registry;

  Mounts() throws IOException {
    this(new Registry(User.id()));
  }

  Mounts(Registry registry) {
    this.registry = registry;
  }

  /** All running mounts of this user; perhaps none. */
  List<Registered> all() throws IOException {
    return registry.alive();
  }

  /**
   * The mount at {@code directory}.
   *
   * @throws IOException if there is none
   */
  Registered at(Path directory) throws IOException {
    return running(directory)
        .orElseThrow(() -> new IOException("no mount of arv-fs is running at " + directory));
  }

  /**
   * Mounts that have ended, in whatever way, with work that may not be on the server yet, in a
   * volume that no other mount serves now.
   */
  List<Registered> leftBehind() throws IOException {
    Set<String> seen = new HashSet<>();
    registry.alive().forEach(mount -> seen.add(mount.volume()));
    return registry.all().stream()
        .filter(mount -> Files.exists(VolumeLayout.of(Path.of(mount.volume())).pending()))
        .filter(mount -> seen.add(mount.volume()))
        .toList();
  }

  private Optional<Registered> running(Path directory) throws IOException {
    return registry.find(Registry.canonical(directory)).filter(registry::isAlive);
  }

  /**
   * As {@link #at}, where {@code named} may also be the directory of a volume that a mount serves.
   *
   * @throws IOException if no mount runs there
   */
  Registered serving(Path named) throws IOException {
    // A mount is asked nothing here: it may have a directory of any name.
    if (running(named).isPresent() || !Target.isVolume(named)) {
      return at(named);
    }
    String volume = named.toRealPath().toString();
    Optional<Registered> mount =
        registry.alive().stream().filter(m -> m.volume().equals(volume)).findFirst();
    return mount.orElseThrow(
        () ->
            new IOException(
                "no mount serves the volume %s; mount its collection again, which takes it up"
                    .formatted(named)));
  }

  /**
   * The mount at {@code path}, running or not; nothing if there is none.
   *
   * @param above the running one above {@code path} instead
   */
  Optional<Registered> at(Path path, boolean above) throws IOException {
    Path canonical;
    try {
      canonical = Registry.canonical(path);
    } catch (IOException _) {
      return Optional.empty(); // What has no place is no mount point.
    }
    if (!above) {
      return registry.find(canonical);
    }
    for (Path each = canonical.getParent(); each != null; each = each.getParent()) {
      Optional<Registered> found = registry.find(each).filter(registry::isAlive);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Where the running mount of a volume is. */
  Optional<String> of(Path volume) throws IOException {
    String path = volume.toRealPath().toString();
    return registry.alive().stream()
        .filter(mount -> mount.volume().equals(path))
        .map(Registered::mountpoint)
        .findFirst();
  }

  boolean isAlive(Registered mount) {
    return registry.isAlive(mount);
  }

  Reply ask(Registered mount, String word) throws IOException {
    try {
      return ControlClient.ask(registry.socket(Path.of(mount.mountpoint())), word);
    } catch (IOException e) {
      throw new IOException(
          "the mount at %s does not answer (process %d): %s"
              .formatted(mount.mountpoint(), mount.pid(), e.getMessage()),
          e);
    }
  }
}
