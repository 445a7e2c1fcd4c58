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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long a small file's write of 4 KiB and its force take beside somebody who writes a large file
 * as fast as it goes: the 99th of 100, in milliseconds. Measured until the large file has {@code
 * amount} MiB.
 */
record ForceBesideWriter(Tasks tasks) implements Row {

  private static final int SMALL_BYTES = 4096;
  private static final int CHUNK_BYTES = 128 << 10;
  private static final int CHUNKS_PER_MEBIBYTE = Bytes.MEBIBYTE / CHUNK_BYTES;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final double PERCENTILE = 0.99;
  private static final double MILLIS_PER_SECOND = 1000;

  /** Writes the bytes at the offset. */
  private interface Sink {
    void write(long offset, ByteBuffer bytes) throws IOException;
  }

  /** The two files, and a force of the small one. */
  private record Target(Sink large, Sink small, Force force) {}

  private interface Force {
    void force() throws IOException;
  }

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    return place.equals("arvfs") ? ours(directory, amount) : plain(directory, amount);
  }

  private double ours(Path directory, int amount) throws IOException {
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      Ino large = volume.createFile(Ino.ROOT, "large");
      Ino small = volume.createFile(Ino.ROOT, "small");
      return percentile(
          new Target(
              (at, bytes) -> volume.write(large, at, bytes),
              (at, bytes) -> volume.write(small, at, bytes),
              volume::force),
          amount);
    }
  }

  private double plain(Path directory, int amount) throws IOException {
    try (FileChannel large = create(directory.resolve("large"));
        FileChannel small = create(directory.resolve("small"))) {
      return percentile(
          new Target(
              (at, bytes) -> large.write(bytes.duplicate(), at),
              (at, bytes) -> small.write(bytes.duplicate(), at),
              () -> small.force(false)),
          amount);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private double percentile(Target target, int mebibytes) throws IOException {
    AtomicBoolean over = new AtomicBoolean();
    Tasks.Task writer =
        tasks.startNative(
            "writer",
            () -> {
              try {
                fill(target.large(), mebibytes);
              } finally {
                over.set(true);
              }
            });
    List<Double> millis = new ArrayList<>();
    ByteBuffer bytes = Bytes.direct(SMALL_BYTES);
    try {
      for (long i = 0; !over.get() || millis.isEmpty(); i++) {
        Stopwatch watch = new Stopwatch(tasks);
        target.small().write(i * SMALL_BYTES, bytes);
        target.force().force();
        millis.add(watch.seconds() * MILLIS_PER_SECOND);
        tasks.sleep(PAUSE);
      }
      writer.join();
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted");
    }
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * PERCENTILE)));
  }

  private static void fill(Sink large, int mebibytes) {
    ByteBuffer chunk = Bytes.direct(CHUNK_BYTES);
    try {
      for (long i = 0; i < (long) mebibytes * CHUNKS_PER_MEBIBYTE; i++) {
        large.write(i * CHUNK_BYTES, chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
