package io.arvfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.mount.MountTarget;
import io.arvfs.mount.User;
import io.arvfs.mount.control.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Running a mount in the background: the same command again with {@code --foreground}, in a session
 * of its own, its words in a log beside the mount's socket. The parent repeats what the child says
 * on its output, up to the line that says it is ready.
 */
final class Background {

  private static final String READY = "ready";
  private static final String CHILD = "arvfs.background";

  private Background() {}

  /** Tells the parent, if there is one, that the mount answers, and what there is to know of it. */
  static void ready(List<String> notices) {
    if (Boolean.getBoolean(CHILD)) {
      notices.forEach(System.out::println);
      System.out.println(READY);
      System.out.close();
    }
  }

  /**
   * Starts the mount of a command line; 0 once it answers, else its status.
   *
   * @param arguments of this very process
   */
  static int start(Path mountPoint, List<String> arguments, PrintWriter err)
      throws IOException, InterruptedException {
    Path point = MountTarget.of(mountPoint);
    Path log = new Registry(User.id()).log(point);
    Path words = Files.createTempFile(log.getParent(), "starting", ".log");
    try {
      Process child =
          new ProcessBuilder(command(arguments))
              .redirectError(ProcessBuilder.Redirect.appendTo(words.toFile()))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (answers(child, err)) {
        Files.move(words, log, StandardCopyOption.REPLACE_EXISTING);
        return 0;
      }
      int status = child.waitFor();
      err.println(lastLine(words));
      err.flush();
      return status == 0 ? Cli.FAILED : status;
    } finally {
      Files.deleteIfExists(words);
    }
  }

  private static boolean answers(Process child, PrintWriter err) throws IOException {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals(READY)) {
        err.println("arv-fs: " + line);
        line = out.readLine();
      }
      err.flush();
      return line != null;
    }
  }

  private static String lastLine(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> !line.isBlank())
          .reduce((_, last) -> last)
          .orElse("arv-fs: the mount's process died without a word; try --foreground");
    }
  }

  private static List<String> command(List<String> arguments) {
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
    command.add(arguments.getFirst());
    command.add("--foreground");
    command.addAll(arguments.subList(1, arguments.size()));
    return command;
  }
}
