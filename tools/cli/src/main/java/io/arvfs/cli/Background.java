package io.arvfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.mount.User;
import io.arvfs.mount.control.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Running a mount in the background: the same command again with {@code --foreground}, in a session
 * of its own, its words in a log beside the mount's socket. The parent waits for one line.
 */
final class Background {

  private static final String READY = "ready";
  private static final String CHILD = "arvfs.background";

  private Background() {}

  /** Tells the parent, if there is one, that the mount answers. */
  static void ready() {
    if (Boolean.getBoolean(CHILD)) {
      System.out.println(READY);
      System.out.close();
    }
  }

  /** Starts the mount of this very command line; 0 once it answers, else its status. */
  static int start(Path mountPoint, PrintWriter err) throws IOException, InterruptedException {
    Path canonical;
    try {
      canonical = Registry.canonical(mountPoint);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(
          "the mount point " + mountPoint + " does not exist; make the directory first", e);
    }
    Path log = new Registry(User.id()).log(canonical);
    Process child =
        new ProcessBuilder(command())
            .redirectError(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      if (READY.equals(out.readLine())) {
        return 0;
      }
    }
    int status = child.waitFor();
    err.println(lastLine(log));
    err.flush();
    return status == 0 ? Cli.FAILED : status;
  }

  private static String lastLine(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> !line.isBlank()).reduce((_, last) -> last).orElse("arv-fs: died");
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + CHILD + "=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ArvFs.class.getName());
    String[] own = ProcessHandle.current().info().arguments().orElse(new String[0]);
    int main = List.of(own).indexOf(ArvFs.class.getName());
    command.addAll(List.of(own).subList(main + 1, own.length));
    command.add("--foreground");
    return command;
  }
}
