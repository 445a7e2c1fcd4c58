package io.arvfs.fs;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts programs of the tests in processes of their own, many and soon: their classes come from an
 * archive that a first one leaves behind.
 */
final class ChildJvm {

  private final Path directory;
  private final String classPath;
  private final Path archive;

  private ChildJvm(Path directory) throws IOException {
    this.directory = directory;
    this.classPath = classPath(directory.resolve("classes.jar"));
    this.archive = directory.resolve("classes.jsa");
  }

  /**
   * Trains on one run of {@code program}, which is to end by itself when its input ends.
   *
   * @param directory for what the processes need; stays until they have ended
   */
  static ChildJvm trained(Path directory, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    ChildJvm jvm = new ChildJvm(directory);
    String flag = "-XX:ArchiveClassesAtExit=" + jvm.archive;
    Process process = jvm.start(flag, program, directory.resolve("training"), List.of(arguments));
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("training")));
    }
    return jvm;
  }

  /** An archive holds classes of jars only, so all that lie in directories go into one. */
  private static String classPath(Path jar) throws IOException {
    List<String> path = new ArrayList<>(List.of(jar.toString()));
    Set<String> added = new HashSet<>();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.setLevel(0);
      Scanner places =
          new Scanner(System.getProperty("java.class.path")).useDelimiter(File.pathSeparator);
      while (places.hasNext()) {
        String place = places.next();
        if (Files.isDirectory(Path.of(place))) {
          addAll(Path.of(place), entries, added);
        } else {
          path.add(place);
        }
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static void addAll(Path place, JarOutputStream entries, Set<String> added)
      throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = place.relativize(file).toString();
        if (added.add(name)) {
          entries.putNextEntry(new JarEntry(name));
          Files.copy(file, entries);
        }
      }
    }
  }

  /** Runs {@code program}, whose output goes to {@code words}. */
  Process start(Class<?> program, Path words, List<String> arguments) throws IOException {
    return start("-XX:SharedArchiveFile=" + archive, program, words, arguments);
  }

  private Process start(String flag, Class<?> program, Path words, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent") && !argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", flag));
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(words.toFile())
        .start();
  }
}
