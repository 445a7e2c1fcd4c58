package io.arvfs.mount;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Programs run as a user runs them. Their words are bytes, each held in one char. */
final class Shell {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Shell() {}

  /** What a script said on both streams together, and its exit status. */
  record Ran(int status, String output) {}

  /** Runs a bash script in {@code directory}. */
  static Ran bash(Path directory, String script) throws IOException, InterruptedException {
    Path output = Files.createTempFile("shell", ".out");
    try {
      Process process = start(directory, script, output);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("hangs: " + script + "\n" + Files.readString(output, ISO_8859_1));
      }
      return new Ran(process.exitValue(), Files.readString(output, ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Runs a script that must end with 0; what it said, without the last line's end. */
  static String ok(Path directory, String script) throws IOException, InterruptedException {
    Ran ran = bash(directory, script);
    if (ran.status() != 0) {
      throw new IOException("status " + ran.status() + " of " + script + "\n" + ran.output());
    }
    return ran.output().strip();
  }

  static Process start(Path directory, String script, Path output) throws IOException {
    return new ProcessBuilder("bash", "-c", script)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }
}
