package io.arvfs.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory of this process alone, for what must not be written into a volume. */
final class ScratchDirectory implements Closeable {

  private final Path path;

  ScratchDirectory() throws IOException {
    path = Files.createTempDirectory("arv-fs");
  }

  Path path() {
    return path;
  }

  /** Deletes it with the files in it. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(path);
  }
}
