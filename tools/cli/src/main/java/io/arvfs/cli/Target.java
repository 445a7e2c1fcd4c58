package io.arvfs.cli;

import io.arvfs.journal.VolumeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a verb of {@code arv-fs-journal} looks at: a volume's directory. */
final class Target {

  static final int DAMAGED = 3;
  static final int LOST = 4;

  private Target() {}

  /**
   * The volume that {@code target} names: by the mount point it is or was last mounted at, or by
   * its own directory or a copy.
   *
   * @throws IOException if it is neither
   */
  static Path volume(Path target) throws IOException {
    Optional<Path> mounted =
        Files.isDirectory(target.resolve("log")) && !isMount(target)
            ? Optional.empty()
            : new Mounts().volume(target);
    Path volume = mounted.orElse(target);
    if (!Files.isDirectory(VolumeLayout.of(volume).log())) {
      throw new IOException(
          target + " is neither a mount point of arv-fs nor a volume's directory");
    }
    return volume;
  }

  private static boolean isMount(Path target) throws IOException {
    return new Mounts().volume(target).filter(v -> !v.equals(target)).isPresent();
  }
}
