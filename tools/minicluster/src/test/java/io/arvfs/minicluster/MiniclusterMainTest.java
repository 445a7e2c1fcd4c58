package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command: what it prints, where, and with which status. */
class MiniclusterMainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return MiniclusterMain.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void faultHelp_listsEveryFault() {
    assertEquals(0, run("--fault", "help"));

    assertEquals(Fault.values().length, out.toString().lines().count());
    Arrays.stream(Fault.values())
        .forEach(fault -> assertTrue(out.toString().contains(fault.label() + "=")));
  }

  @Test
  void misuse_isOneLineAndTwo(@TempDir Path directory) {
    String data = directory.toString();

    assertEquals(2, run());
    assertEquals(2, run("--nope"));
    assertEquals(2, run("--data", data, "--port", "x"));
    assertEquals(2, run("--data", data, "--fault", "nope=1"));
    assertEquals(2, run("--data", data, "--fault", "api-cut"));

    assertEquals(5, err.toString().lines().count(), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void process_killedAndStartedAgain_keepsItsEnvironmentAndEndsWithZero(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("env");

    Process first = start(directory.resolve("data"), file);
    List<String> lines = untilReady(first);
    first.destroyForcibly().waitFor();
    Process second = start(directory.resolve("data"), file);
    List<String> again = untilReady(second);
    second.destroy();

    assertEquals(5, lines.size());
    assertEquals(lines, again);
    assertEquals(lines, Files.readAllLines(file));
    assertEquals(0, second.waitFor());
  }

  private static Process start(Path data, Path env) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            MiniclusterMain.class.getName(),
            "--data",
            data.toString(),
            "--env",
            env.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<String> untilReady(Process process) throws Exception {
    List<String> lines = new ArrayList<>();
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals("ready")) {
        return lines;
      }
      lines.add(line);
    }
    throw new IllegalStateException("ended before it was ready: " + lines);
  }
}
