package io.arvfs.mount;

import io.arvfs.journal.host.FileDisk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where volumes lie: a directory of the user's own on a local file system. What is on a network or
 * below a FUSE mount cannot keep the journal's promises, and is refused.
 */
final class StateDirectory {

  private static final List<String> REMOTE =
      List.of("nfs", "cifs", "smb", "9p", "ceph", "afs", "lustre", "gpfs", "beegfs", "ocfs2");

  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  private StateDirectory() {}

  /**
   * The directory asked for, or the first of the usual ones that will do; made if missing.
   *
   * @throws StartRefusedException if none will do, in one line
   */
  static Path choose(Optional<Path> wanted, Map<String, String> environment)
      throws StartRefusedException {
    if (wanted.isPresent()) {
      Path directory = wanted.get().toAbsolutePath().normalize();
      Optional<String> problem = problem(directory);
      if (problem.isPresent()) {
        throw new StartRefusedException(
            "--state-dir %s %s; name a directory of your own on a local disk"
                .formatted(directory, problem.get()));
      }
      return directory;
    }
    List<String> problems = new ArrayList<>();
    for (Path candidate : usual(environment)) {
      Optional<String> problem = problem(candidate);
      if (problem.isEmpty()) {
        return candidate;
      }
      problems.add(candidate + " " + problem.get());
    }
    throw new StartRefusedException(
        "there is nowhere to keep state: %s; name a place with --state-dir"
            .formatted(String.join(", ", problems)));
  }

  private static List<Path> usual(Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    absolute(environment.get("STATE_DIRECTORY")).ifPresent(places::add);
    places.add(Path.of("/var/lib/arv-fs/" + User.id()));
    absolute(environment.get("XDG_STATE_HOME")).ifPresent(p -> places.add(p.resolve("arv-fs")));
    places.add(Path.of("/var/tmp/arv-fs-" + User.id()));
    return places;
  }

  private static Optional<Path> absolute(@org.jspecify.annotations.Nullable String value) {
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Path.of(value.split(":", 2)[0])).filter(Path::isAbsolute);
  }

  /** Why the directory will not do; makes it if it is missing. */
  private static Optional<String> problem(Path directory) {
    try {
      Optional<String> remote = remote(directory);
      if (remote.isPresent()) {
        return remote;
      }
      new FileDisk().makeDirectories(directory);
      if (!Integer.valueOf(User.id()).equals(Files.getAttribute(directory, "unix:uid"))) {
        return Optional.of("belongs to somebody else");
      }
      Path probe = Files.createTempFile(directory, "probe", "");
      Files.delete(probe);
      return Optional.empty();
    } catch (FileAlreadyExistsException e) {
      return Optional.of("is not a directory");
    } catch (IOException e) {
      return Optional.of("cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Optional<String> remote(Path directory) {
    Path existing = directory;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return unfit(type(existing));
  }

  /** Nothing where the table of mounts lacks it: in a changed root that is no mount point. */
  private static String type(Path existing) {
    try {
      return Files.getFileStore(existing).type();
    } catch (IOException e) {
      LOG.debug("the file system of {} is not in the table of mounts", existing, e);
      return "";
    }
  }

  /** Why a file system of this type, as the kernel names it, cannot keep a journal's promises. */
  static Optional<String> unfit(String type) {
    if (type.startsWith("fuse") && !type.equals("fuseblk")) {
      return Optional.of("is below a FUSE mount (" + type + ")");
    }
    return REMOTE.stream().anyMatch(type::startsWith)
        ? Optional.of("is on a network file system (" + type + ")")
        : Optional.empty();
  }
}
