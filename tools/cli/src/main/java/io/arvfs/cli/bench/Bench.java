package io.arvfs.cli.bench;

import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** One run of one measurement: {@code NAME DIR AMOUNT}; prints the rate. */
public final class Bench {

  private static final int USAGE = 2;
  private static final int ARGUMENTS = 3;

  private Bench() {}

  /** Runs the program. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: small-files|seq-write|seq-read DIR AMOUNT");
      System.exit(USAGE);
    }
    Workload workload = new Workload(Path.of(arguments[1]), new RealTasks()::nanoTime);
    int amount = Integer.parseInt(arguments[2]);
    double rate =
        switch (arguments[0]) {
          case "small-files" -> workload.smallFiles(amount);
          case "seq-write" -> workload.write(amount);
          case "seq-read" -> workload.read(amount);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.out.println(String.format(Locale.ROOT, "%.2f", rate));
  }
}
