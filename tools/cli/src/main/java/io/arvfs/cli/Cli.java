package io.arvfs.cli;

import io.arvfs.cli.journal.EntryLines;
import io.arvfs.cli.journal.Reason;
import io.arvfs.cli.journal.Scratch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;

/** How every program of this project reads its command line and says what went wrong. */
final class Cli {

  static final int FAILED = 1;

  private Cli() {}

  /** Runs {@code command} and gives the status to exit with; a refusal is one line on stderr. */
  static int run(Object command, String... arguments) {
    OutputStream stdout = new FileOutputStream(FileDescriptor.out);
    return run(new CommandLine(command), new Results(stdout), arguments);
  }

  /** As above, for a command whose streams are chosen. */
  static int run(CommandLine line, Results results, String... arguments) {
    Locale.setDefault(Locale.ROOT); // Digits are digits, for scripts too.
    line.setOut(results.writer());
    int status = execute(line, arguments);
    return results
        .finish()
        .map(
            why ->
                Math.max(
                    say(line, FAILED, "the results could not all be written to stdout: " + why),
                    status))
        .orElse(status);
  }

  private static int execute(CommandLine line, String... arguments) {
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (e, _) -> say(e.getCommandLine(), CommandLine.ExitCode.USAGE, UsageText.of(e)));
    line.setExecutionExceptionHandler(
        (e, failing, _) -> {
          if (e instanceof RefusedException refused) {
            return say(failing, refused.status(), Reason.of(e));
          } else if (e instanceof IOException || e instanceof UncheckedIOException) {
            return say(failing, FAILED, Reason.of(e));
          }
          throw e;
        });
    int status;
    try {
      status = line.execute(arguments);
    } catch (OutOfMemoryError e) {
      status = say(line, FAILED, "the memory of this program does not suffice: " + Reason.of(e));
    }
    try {
      Scratch.delete();
    } catch (IOException e) {
      return say(line, FAILED, Reason.of(e));
    }
    return status;
  }

  private static int say(CommandLine failing, int status, String message) {
    if (Scratch.isEnding()) {
      return status; // Nobody need know what came of having been ended.
    }
    PrintWriter err = failing.getErr();
    String program = failing.getCommandSpec().root().name();
    err.println(program + ": " + EntryLines.plain(message.lines().findFirst().orElse("failed")));
    err.flush();
    return status;
  }
}
