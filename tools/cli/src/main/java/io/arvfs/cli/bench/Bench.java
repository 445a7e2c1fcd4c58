package io.arvfs.cli.bench;

import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * One run of one measurement: {@code NAME PLACE DIR AMOUNT}; prints the result. {@code prepare}
 * leaves a volume for others, {@code read-all} reads files.
 */
public final class Bench {

  private static final int USAGE = 2;
  private static final int ARGUMENTS = 4;

  private Bench() {}

  /** Runs the program. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Row> rows = rows(new RealTasks());
    Row row = arguments.length == ARGUMENTS ? rows.get(arguments[0]) : null;
    if (row == null) {
      System.err.println("usage: NAME PLACE DIR AMOUNT, with NAME one of " + rows.keySet());
      System.exit(USAGE);
      return;
    }
    int amount = Integer.parseInt(arguments[3]);
    double result = row.measure(arguments[1], Path.of(arguments[2]), amount);
    System.out.println(String.format(Locale.ROOT, "%.3f", result));
  }

  static Map<String, Row> rows(Tasks tasks) {
    return Map.ofEntries(
        Map.entry("small-files", (_, dir, n) -> new Workload(dir, tasks::nanoTime).smallFiles(n)),
        Map.entry("seq-write", (_, dir, n) -> new Workload(dir, tasks::nanoTime).write(n)),
        Map.entry("seq-read", (_, dir, n) -> new Workload(dir, tasks::nanoTime).read(n)),
        Map.entry("creates", new Creates(tasks)),
        Map.entry("events", new SmallEvents(tasks)),
        Map.entry("durable-1", new DurableWrites(tasks, 1)),
        Map.entry("durable-16", new DurableWrites(tasks, 16)),
        Map.entry("fsync-beside", new ForceBesideWriter(tasks)),
        Map.entry("segments", new SegmentBytes(tasks, 32)),
        Map.entry("segments-fsync", new SegmentBytes(tasks, 1)),
        Map.entry("replay", new Replay(tasks)),
        Map.entry("start", new Start(tasks)),
        Map.entry("resident", new Resident(tasks)),
        Map.entry("read-all", new ReadAll(tasks)),
        Map.entry("prepare", new Prepare(tasks)));
  }
}
