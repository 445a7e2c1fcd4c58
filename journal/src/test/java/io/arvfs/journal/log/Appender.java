package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process that goes on with a log until it is killed or the disk is full, and says on its output
 * which positions it appended and which it forced.
 */
final class Appender {

  private Appender() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int bytes = Integer.parseInt(arguments[1]);
    LogScan last = new FrameReader(new FileDisk(), directory).scan((_, _, _) -> {});
    try (Log log = ChronicleLog.open(directory, last.end(), new LogOptions(1 << 20, 256 << 10))) {
      append(log, last, bytes);
    }
  }

  private static void append(Log log, LogScan last, int bytes) throws IOException {
    long epoch = last.lastEpoch() + 1;
    Position position = last.end().position();
    @Nullable IOException full = null;
    while (full == null) {
      position = position.next();
      try {
        log.append(Frames.frame(epoch, position.value(), bytes));
        System.out.println("appended " + position);
        if (position.value() % 16 == 0) {
          log.force();
          System.out.println("forced " + position);
        }
      } catch (IOException e) {
        full = e;
      }
    }
    System.out.println("failed " + full.getClass().getSimpleName());
  }
}
