package io.arvfs.cli;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.mount.control.Registry.Registered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ExitCode;

/** What a verb of {@code arv-fs-journal} looks at: a volume's directory. */
final class Target {

  private static final String WHAT_ELSE =
      "name a mount point, a path in a mount, a volume's directory or a copy of one"
          + " (arv-fs status lists the mounts)";

  private Target() {}

  /**
   * The volume that {@code target} names: by the mount point it is or was last mounted at, by a
   * path in a running mount, or by its own directory or a copy. A mount is asked nothing.
   *
   * @throws RefusedException if it is neither, or may not be read
   */
  static Path volume(Path target) throws IOException {
    Mounts mounts = new Mounts();
    Optional<Registered> at = mounts.at(target, false);
    boolean runs = at.filter(mounts::isAlive).isPresent();
    if (!runs && isVolume(target, at.isEmpty() && mounts.at(target, true).isPresent())) {
      return readable(target);
    }
    Optional<Registered> mount = at.isPresent() ? at : around(mounts, target);
    if (mount.isEmpty()) {
      throw refusal(target);
    }
    Path volume = Path.of(mount.get().volume());
    if (!isVolume(volume) && (canBeSeen(volume) || !Files.exists(volume))) {
      throw refused("the volume %s of the mount at %s is gone".formatted(volume, target));
    }
    return readable(volume);
  }

  private static Optional<Registered> around(Mounts mounts, Path target) throws IOException {
    return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        ? mounts.at(target, true)
        : Optional.empty();
  }

  /** Whether {@code directory}, which is in no mount, looks like a volume's. */
  static boolean isVolume(Path directory) throws IOException {
    return isVolume(directory, false);
  }

  /**
   * In a mount any directory may be called {@code log}: there a volume's copy must look more like
   * one. Elsewhere too other programs have such a directory. A volume that has lost its log is
   * still one, of which the rest can be saved.
   */
  private static boolean isVolume(Path target, boolean inMount) throws IOException {
    VolumeLayout layout = VolumeLayout.of(target);
    boolean log = Files.isDirectory(layout.log());
    boolean segments = Files.isDirectory(layout.segments());
    boolean index = Files.isDirectory(layout.index());
    boolean checkpoints = Files.isDirectory(layout.checkpoints());
    if (inMount) {
      return log && (segments || index);
    }
    boolean more = segments || index || checkpoints || Files.isDirectory(layout.manifests());
    return log
        ? more || !canBeSeen(layout.log()) || FrameSurvey.isLog(new FileDisk(), layout.log())
        : segments && (index || checkpoints);
  }

  private static RefusedException refusal(Path target) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Path above = target.toAbsolutePath().normalize();
      while (!Files.exists(above) && above.getParent() != null) {
        above = above.getParent();
      }
      return Files.isExecutable(above) || !Files.isDirectory(above)
          ? refused(target + " does not exist; " + WHAT_ELSE)
          : unreadable(above);
    } else if (Files.isDirectory(target) && !canBeSeen(target)) {
      return unreadable(target);
    }
    return refused(
        target + " is neither a mount point of arv-fs nor a volume's directory; " + WHAT_ELSE);
  }

  /** The volume, all of which may be read. */
  private static Path readable(Path volume) throws IOException {
    VolumeLayout layout = VolumeLayout.of(volume);
    if (!canBeSeen(volume)) {
      throw unreadable(volume);
    }
    for (Path part :
        List.of(layout.log(), layout.segments(), layout.manifests(), layout.checkpoints())) {
      requireReadable(part);
    }
    if (Files.isDirectory(layout.index()) && !canBeSeen(layout.index())) {
      throw unreadable(layout.index());
    }
    return volume;
  }

  private static void requireReadable(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    } else if (!Files.isDirectory(directory)) {
      throw refused(directory + " is in the place of a directory; take it away");
    } else if (!canBeSeen(directory)) {
      throw unreadable(directory);
    }
    try (Stream<Path> files = Files.list(directory)) {
      Optional<Path> closed =
          files.filter(file -> Files.exists(file) && !Files.isReadable(file)).findFirst();
      if (closed.isPresent()) {
        throw unreadable(closed.get());
      }
    }
  }

  private static boolean canBeSeen(Path directory) {
    return Files.isReadable(directory) && Files.isExecutable(directory);
  }

  private static RefusedException unreadable(Path path) {
    String who;
    try {
      who = "run this as its owner, " + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException _) {
      who = "run this as its owner"; // Who that is may not be seen either.
    }
    return refused(path + " may not be read by this user; " + who);
  }

  private static RefusedException refused(String why) {
    return new RefusedException(ExitCode.USAGE, why);
  }
}
