package io.arvfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.minicluster.Minicluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program run in a process of its own, as a user runs it.
 *
 * @param before what stands before the command, to run it as somebody else, say
 * @param environment what is set, or with an empty value unset
 */
record Program(Class<?> main, List<String> before, Map<String, String> environment, String jars) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** As the programs are shipped with. */
  private static final List<String> FLAGS =
      List.of(System.getProperty("arvfs.child.flags").split(" ", -1));

  private static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** What it said, its exit status, and how long it took. */
  record Ran(int status, String out, String err, Duration time) {

    /** The lines on stderr. */
    List<String> complaints() {
      return err.lines().toList();
    }
  }

  /** The program with a cluster's environment. */
  static Program of(Class<?> main, Minicluster cluster) {
    Map<String, String> environment =
        Map.of(
            "ARVADOS_API_HOST",
            cluster.apiHost(),
            "ARVADOS_API_TOKEN",
            cluster.token(),
            "ARVADOS_API_HOST_INSECURE",
            "1",
            "HOME",
            "/nonexistent");
    return new Program(main, List.of(), environment, System.getProperty("java.class.path"));
  }

  Program with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put(name, value);
    return new Program(main, before, changed, jars);
  }

  Program behind(String... words) {
    return new Program(main, List.of(words), environment, jars);
  }

  /** The same with more words before the command. */
  Program behindToo(String... words) {
    List<String> longer = new ArrayList<>(before);
    longer.addAll(List.of(words));
    return new Program(main, List.copyOf(longer), environment, jars);
  }

  Program withJars(String classPath) {
    return new Program(main, before, environment, classPath);
  }

  Ran run(String... arguments) throws IOException, InterruptedException {
    return run(Path.of("/"), arguments);
  }

  /** Runs it in {@code directory} to its end. */
  Ran run(Path directory, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("program", ".out");
    Path err = Files.createTempFile("program", ".err");
    long start = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ARVADOS_"));
    environment.forEach(builder.environment()::put);
    builder.environment().values().removeIf(String::isEmpty);
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("hangs: " + List.of(arguments) + Files.readString(err));
      }
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new Ran(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8), time);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Starts it, with what it prints going to {@code out}. */
  Process start(Path out, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    environment.forEach(builder.environment()::put);
    return builder.start();
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(LIGHT);
    command.addAll(List.of("-cp", jars, main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a shell script that must end with 0; what it printed. */
  static String shell(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(script + ": " + said);
    }
    return said;
  }
}
