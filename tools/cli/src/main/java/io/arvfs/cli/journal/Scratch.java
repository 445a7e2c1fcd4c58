package io.arvfs.cli.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this run of a program makes for itself, and nobody shall find: a directory for what must not
 * be written into a volume that is only looked at, and what is not finished elsewhere. Whoever ends
 * the run by a signal finds none of it. Thread-safe.
 */
public final class Scratch {

  /** Somebody may still be writing there. */
  private static final int ATTEMPTS = 50;

  private static final Set<Path> UNFINISHED = new LinkedHashSet<>();

  private static @Nullable Path path;
  private static boolean ending;

  private Scratch() {}

  /** The directory, made when it is first asked for. */
  static synchronized Path directory() throws IOException {
    requireGoingOn();
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

  /**
   * What is about to be made at {@code place} is worth nothing until {@link #finished}.
   *
   * @throws IOException if nothing is to be made any more
   */
  static synchronized void begin(Path place) throws IOException {
    requireGoingOn();
    UNFINISHED.add(place);
  }

  private static synchronized void requireGoingOn() throws IOException {
    if (ending) {
      throw new IOException("the program is being ended");
    }
  }

  /** It is to stay, or gone. */
  static synchronized void finished(Path directory) {
    UNFINISHED.remove(directory);
  }

  /** Deletes the directory with all that is in it, if there is one: the run has ended. */
  public static synchronized void delete() throws IOException {
    Path known = path;
    path = null;
    if (known != null) {
      delete(known);
    }
  }

  /** The run is ended by a signal, whatever it is doing: takes everything away. */
  public static void end() {
    List<Path> left;
    synchronized (Scratch.class) {
      ending = true;
      left = Stream.concat(UNFINISHED.stream(), Stream.ofNullable(path)).toList();
    }
    left.forEach(Scratch::deleteWhileWritten);
  }

  /** Whether {@link #end} was called: what fails now does because of it. */
  public static synchronized boolean isEnding() {
    return ending;
  }

  private static void deleteWhileWritten(Path directory) {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
      deleteWhatIsThere(directory);
    }
  }

  private static void deleteWhatIsThere(Path directory) {
    try {
      delete(directory);
    } catch (IOException | UncheckedIOException _) {
      return; // Something came or went meanwhile.
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.toList().reversed()) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException _) {
      return; // It is gone.
    }
  }
}
