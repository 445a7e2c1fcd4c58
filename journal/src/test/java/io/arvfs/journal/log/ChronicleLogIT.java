package io.arvfs.journal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.FileDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ChronicleLog} in a process that is killed, and on a file system that is really full. */
final class ChronicleLogIT {

  private static final int ROUNDS = 4;

  @TempDir private Path parent;

  private static Process start(Path directory, int bytes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Appender.class.getName(), directory.toString(), "" + bytes));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static long last(List<String> lines, String word) {
    return lines.stream()
        .filter(line -> line.startsWith(word + " "))
        .mapToLong(line -> Long.parseLong(line.substring(word.length() + 1)))
        .max()
        .orElse(0);
  }

  @Test
  void append_killedProcess_losesNothingItAppended() throws Exception {
    Path directory = parent.resolve("log");
    for (int round = 0; round < ROUNDS; round++) {
      List<String> lines = new ArrayList<>();
      Process process = start(directory, 3000);
      try (BufferedReader reader = process.inputReader(UTF_8)) {
        while (lines.size() < 150 + round * 300) {
          lines.add(String.valueOf(reader.readLine()));
        }
        run("kill", "-9", Long.toString(process.pid())); // Java's own way closes its output, too.
        reader.lines().filter(line -> line.matches("[a-z]+ [0-9]+")).forEach(lines::add);
      }
      Seen seen = Seen.scan(new FileDisk(), directory);

      long end = seen.result().end().position().value();
      assertTrue(end >= last(lines, "appended"), end + " of " + last(lines, "appended"));
      assertEquals(Optional.empty(), seen.result().damage());
      assertEquals(round + 1, seen.result().lastEpoch());
      for (Frame frame : seen.frames()) {
        assertEquals(Frames.frame(frame.epoch(), frame.position().value(), 3000), frame);
      }
    }
  }

  /** On request, since it mounts a file system, which needs to be root. */
  @Test
  @Tag("long")
  void append_fullFileSystem_isOutOfSpaceAndAllIsReadable() throws Exception {
    Path mount = Files.createDirectory(parent.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mount.toString());
    try {
      for (int start = 1; start <= 2; start++) {
        fill(mount.resolve("log"), start);
        if (start == 1) {
          Files.delete(LogFiles.in(new FileDisk(), mount.resolve("log")).getFirst());
        }
      }
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static void fill(Path directory, int start) throws Exception {
    Process process = start(directory, 40_000);
    List<String> lines;
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      lines = reader.lines().toList();
    }
    assertEquals(0, process.waitFor());
    assertEquals("failed OutOfSpaceException", lines.getLast());
    Seen seen = Seen.scan(new FileDisk(), directory);

    assertEquals(last(lines, "appended"), seen.result().end().position().value());
    assertEquals(Optional.empty(), seen.result().damage());
    assertEquals(start, seen.result().lastEpoch());
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
