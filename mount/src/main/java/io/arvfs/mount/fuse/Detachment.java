package io.arvfs.mount.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Taking a mount out of the tree: by system call where we may, else through {@code fusermount3},
 * which may for the user who mounted.
 */
final class Detachment {

  /** What came of it. */
  enum Outcome {
    DETACHED,
    BUSY,
    FAILED
  }

  private static final List<String> PROGRAMS = List.of("fusermount3", "fusermount");
  private static final int LAZY_NO_FOLLOW = 2 | 8;
  private static final int NO_FOLLOW = 8;
  private static final long PROGRAM_SECONDS = 10;

  private Detachment() {}

  /** Takes the topmost mount at {@code point} away; fails if it is in use. */
  static Outcome detach(Path point) {
    return detach(point, false);
  }

  /** Takes it out of the tree now; it lives on until its last user is gone. */
  static Outcome detachLazily(Path point) {
    return detach(point, true);
  }

  private static Outcome detach(Path point, boolean lazily) {
    try (NativePath path = NativePath.of(MountTable.bytes(point))) {
      if (Native.LIBC.umount2(path.address(), lazily ? LAZY_NO_FOLLOW : NO_FOLLOW) == 0) {
        return Outcome.DETACHED;
      }
      int error = Native.lastError();
      return switch (error) {
        case Errnos.EBUSY -> Outcome.BUSY;
        case Errnos.EPERM -> runPrograms(point, lazily);
        default -> Outcome.FAILED;
      };
    }
  }

  private static Outcome runPrograms(Path point, boolean lazily) {
    for (String program : PROGRAMS) {
      if (isOnPath(program)) {
        return run(program, point, lazily);
      }
    }
    return Outcome.FAILED;
  }

  /** Whether {@code program} can be run by its bare name. */
  static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static Outcome run(String program, Path point, boolean lazily) {
    List<String> command = new ArrayList<>(List.of(program, "-u", "-q"));
    if (lazily) {
      command.add("-z");
    }
    command.add(point.toString());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Outcome.FAILED;
      }
      if (process.exitValue() == 0) {
        return Outcome.DETACHED;
      }
      return lazily ? Outcome.FAILED : Outcome.BUSY;
    } catch (IOException e) {
      return Outcome.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.FAILED;
    }
  }
}
