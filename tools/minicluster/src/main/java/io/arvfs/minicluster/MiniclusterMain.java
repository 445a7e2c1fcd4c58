package io.arvfs.minicluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The embedded cluster alone: prints how to reach it, then {@code ready}, and stays. */
@Command(
    name = "minicluster",
    mixinStandardHelpOptions = true,
    description = "An Arvados cluster in a box, on loopback, until it is stopped.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:stopped by a signal", "1:could not start", "2:bad usage"})
public final class MiniclusterMain implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept; the same again continues.")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "N", description = "The API port (default: any free one).")
  private int port;

  @Option(names = "--env", paramLabel = "FILE", description = "Write the export lines here, too.")
  private @Nullable Path env;

  @Option(names = "--realistic", description = "Answer as slowly as measured on a real cluster.")
  private boolean realistic;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides tokens, uuids and every random order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--fault",
      paramLabel = "NAME=VALUE",
      description = "Arm a fault; can be given several times; 'help' lists them.")
  private List<String> faults = List.of();

  private final CountDownLatch forever = new CountDownLatch(1);

  private MiniclusterMain() {}

  /** Runs the command and ends the process with its status. */
  public static void main(String[] arguments) {
    logToStderr();
    System.exit(
        run(
            arguments,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
  }

  /** Runs the command in this process; the status. Returns only if nothing was left running. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(new MiniclusterMain())
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((problem, _) -> refuse(err, problem, ExitCode.USAGE))
        .setExecutionExceptionHandler((problem, _, _) -> refuse(err, problem, ExitCode.SOFTWARE))
        .execute(arguments);
  }

  private static int refuse(PrintWriter err, Exception problem, int status) {
    String message = Optional.ofNullable(problem.getMessage()).orElse(problem.toString());
    err.println("minicluster: " + message.replaceAll("\\s*[\\r\\n]+\\s*", "; "));
    return status;
  }

  private static void logToStderr() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.detachAndStopAllAppenders();
      root.setLevel(Level.OFF); // Stdout and stderr are an interface; a cut connection is no news.
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (faults.contains("help")) {
      Arrays.stream(Fault.values()).forEach(fault -> out.println(fault.help()));
      return ExitCode.OK;
    }
    Minicluster running = start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running)));
    if (env != null) {
      writeEnvironment(env, running.environment());
    }
    running.environment().forEach(out::println);
    out.println("ready");
    out.flush();
    forever.await();
    return ExitCode.OK;
  }

  /** A JVM ended by a signal would say 143; halting from the last hook says 0. */
  private static void stop(Minicluster running) {
    running.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private Minicluster start() throws IOException {
    if (data == null) {
      throw new ParameterException(spec.commandLine(), "--data is missing: name a directory");
    }
    MiniclusterOptions options =
        new MiniclusterOptions(Optional.of(data), port, realistic, seed, parsed());
    try {
      return Minicluster.start(options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--fault: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Map<String, String> parsed() {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String fault : faults) {
      int equals = fault.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            spec.commandLine(), "--fault " + fault + ": write NAME=VALUE, or help for a list");
      }
      parsed.put(fault.substring(0, equals), fault.substring(equals + 1));
    }
    return parsed;
  }

  private static void writeEnvironment(Path file, List<String> lines) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(beside, lines);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
