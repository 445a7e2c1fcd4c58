package io.arvfs.cli.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this run of a program alone, for what must not be written into a volume that is
 * only looked at. Thread-safe.
 */
public final class Scratch {

  private static @Nullable Path path;

  private Scratch() {}

  /** The directory, made when it is first asked for. */
  static synchronized Path directory() throws IOException {
    Path known = path;
    if (known == null) {
      known = Files.createTempDirectory("arv-fs-journal");
      path = known;
    }
    return known;
  }

  /** A new directory in it. */
  static Path fresh() throws IOException {
    return Files.createTempDirectory(directory(), "part");
  }

  /** Deletes it with all that is in it, if there is one: the run has ended. */
  public static synchronized void delete() throws IOException {
    Path known = path;
    path = null;
    if (known == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(known)) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    }
  }
}
