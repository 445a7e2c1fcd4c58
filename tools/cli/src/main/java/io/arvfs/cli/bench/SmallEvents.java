package io.arvfs.cli.bench;

import io.arvfs.fs.command.Command.SetAttributes;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Entries a second whose one event puts one row (a file's mode), one thread. The plain disk takes a
 * record of 100 bytes with its CRC by one write each. As many come first and are not counted.
 */
record SmallEvents(Tasks tasks) implements Row {

  private static final int FILES = 100;
  private static final int RECORD_BYTES = 100;

  /** Writes the records from {@code from} up to {@code to}. */
  private interface Writer {
    void write(int from, int to) throws IOException;
  }

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    return place.equals("arvfs") ? ours(directory, amount) : plain(directory, amount);
  }

  private double rate(Writer writer, int amount) throws IOException {
    writer.write(0, amount);
    Stopwatch watch = new Stopwatch(tasks);
    writer.write(amount, 2 * amount);
    return amount / watch.seconds();
  }

  private double ours(Path directory, int amount) throws IOException {
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      Ino[] files = new Ino[FILES];
      for (int i = 0; i < FILES; i++) {
        files[i] = volume.createFile(Ino.ROOT, "file-" + i);
      }
      return rate(
          (from, to) -> {
            for (int i = from; i < to; i++) {
              int mode = i / FILES % 2 == 0 ? 0600 : 0640;
              OpenVolume.require(volume.volume().execute(setMode(files[i % FILES], mode)));
            }
          },
          amount);
    }
  }

  private static SetAttributes setMode(Ino ino, int mode) {
    return new SetAttributes(
        ino, OptionalInt.of(mode), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
  }

  private double plain(Path directory, int amount) throws IOException {
    byte[] record = Bytes.random(RECORD_BYTES);
    ByteBuffer framed = ByteBuffer.allocateDirect(RECORD_BYTES + Integer.BYTES);
    CRC32C crc = new CRC32C();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return rate(
          (from, to) -> {
            for (int i = from; i < to; i++) {
              crc.reset();
              crc.update(record);
              framed.clear().put(record).putInt((int) crc.getValue()).flip();
              Bytes.writeAll(file, framed);
            }
          },
          amount);
    }
  }
}
