package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What is said of a command that fails. */
class CliTest {

  @Command(name = "greedy")
  private static final class Greedy implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  @Test
  void memory_thatDoesNotSuffice_isSaidInOneLine() {
    CommandLine line = new CommandLine(new Greedy());
    StringWriter err = new StringWriter();
    line.setErr(new PrintWriter(err));

    int status = Cli.run(line, new Results(OutputStream.nullOutputStream()));

    assertEquals(Cli.FAILED, status);
    assertEquals(
        "greedy: the memory of this program does not suffice: Java heap space",
        err.toString().strip());
  }
}
