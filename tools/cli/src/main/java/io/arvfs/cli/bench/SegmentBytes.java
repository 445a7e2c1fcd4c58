package io.arvfs.cli.bench;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * MiB a second into a volume's segments, in writes of 1 MiB. With {@code forceMebibytes} 1 each is
 * forced; else nobody asks for that, and the volume does as it does. The plain disk takes the same
 * bytes by a copy with CRC32C that forces every {@code forceMebibytes}.
 */
record SegmentBytes(Tasks tasks, int forceMebibytes) implements Row {

  private static final int WARM_UP_PART = 8;

  /** Writes one chunk, the so-manieth. */
  private interface Sink {
    void write(int i, ByteBuffer chunk) throws IOException;
  }

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    return place.equals("arvfs") ? ours(directory, amount) : plain(directory, amount);
  }

  private double rate(Sink sink, int amount) throws IOException {
    ByteBuffer chunk = Bytes.direct(Bytes.MEBIBYTE);
    int warm = amount / WARM_UP_PART;
    for (int i = 0; i < warm; i++) {
      sink.write(i, chunk);
    }
    Stopwatch watch = new Stopwatch(tasks);
    for (int i = warm; i < warm + amount; i++) {
      sink.write(i, chunk);
    }
    return amount / watch.seconds();
  }

  private double ours(Path directory, int amount) throws IOException {
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      Ino file = volume.createFile(Ino.ROOT, "large");
      return rate(
          (i, chunk) -> {
            volume.write(file, (long) i * Bytes.MEBIBYTE, chunk);
            if (forceMebibytes == 1) {
              volume.force();
            }
          },
          amount);
    }
  }

  private double plain(Path directory, int amount) throws IOException {
    CRC32C crc = new CRC32C();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return rate(
          (i, chunk) -> {
            crc.update(chunk.duplicate());
            Bytes.writeAll(file, chunk.duplicate());
            if ((i + 1) % forceMebibytes == 0) {
              file.force(false);
            }
          },
          amount);
    }
  }
}
