package io.arvfs.cli.bench;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes of 4 KiB a second, each followed by a force before the next, after as many that are not
 * measured: a mount lives long. Each writer has a file of its own. The place {@code one-writer} is
 * the same with one; the plain disk takes write and fdatasync from one thread.
 */
record DurableWrites(Tasks tasks, int writers) implements Row {

  private static final int WRITE_BYTES = 4096;

  /** What one writer does beside several: enough to be as warm as they are. */
  private static final int ONE_WRITER_PART = 8;

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    return switch (place) {
      case "arvfs" -> ours(directory, writers, amount);
      case "one-writer" -> ours(directory, 1, amount / ONE_WRITER_PART);
      default -> plain(directory, amount / writers);
    };
  }

  private double ours(Path directory, int parallel, int amount) throws IOException {
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      List<Ino> files = new ArrayList<>();
      for (int i = 0; i < parallel; i++) {
        files.add(volume.createFile(Ino.ROOT, "file-" + i));
      }
      int each = amount / parallel;
      writeInParallel(volume, files, 0, each);
      Stopwatch watch = new Stopwatch(tasks);
      writeInParallel(volume, files, each, 2 * each);
      return each * parallel / watch.seconds();
    }
  }

  private void writeInParallel(OpenVolume volume, List<Ino> files, int from, int to)
      throws IOException {
    List<Tasks.Task> running = new ArrayList<>();
    for (Ino file : files) {
      running.add(tasks.start("writer", () -> writeEach(volume, file, from, to)));
    }
    try {
      for (Tasks.Task task : running) {
        task.join();
      }
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void writeEach(OpenVolume volume, Ino file, int from, int to) {
    ByteBuffer bytes = Bytes.direct(WRITE_BYTES);
    try {
      for (int i = from; i < to; i++) {
        volume.write(file, (long) i * WRITE_BYTES, bytes);
        volume.force();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double plain(Path directory, int amount) throws IOException {
    ByteBuffer bytes = Bytes.direct(WRITE_BYTES);
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < amount; i++) {
        Bytes.writeAll(file, bytes.rewind());
        file.force(false);
      }
      Stopwatch watch = new Stopwatch(tasks);
      for (int i = 0; i < amount; i++) {
        Bytes.writeAll(file, bytes.rewind());
        file.force(false);
      }
      return amount / watch.seconds();
    }
  }
}
