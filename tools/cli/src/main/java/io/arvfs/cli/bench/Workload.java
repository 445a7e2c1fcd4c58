package io.arvfs.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/**
 * What is measured in a directory, and the rate at which it went. Bytes are random, so that nothing
 * on the way gains from compressing them. Confined to one thread.
 */
final class Workload {

  private static final int SMALL_FILE_BYTES = 4096;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Path directory;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock that only rises, in nanoseconds
   */
  Workload(Path directory, LongSupplier nanos) {
    this.directory = directory;
    this.nanos = nanos;
  }

  /** Makes, writes and closes files of 4 KiB; files a second. */
  double smallFiles(int count) throws IOException {
    Path parent = Files.createDirectory(directory.resolve("small"));
    byte[] content = Bytes.random(SMALL_FILE_BYTES);
    long start = nanos.getAsLong();
    for (int i = 0; i < count; i++) {
      Files.write(parent.resolve("file-" + i), content, StandardOpenOption.CREATE_NEW);
    }
    return count / seconds(start);
  }

  /** Writes one file from its start to its end and forces it; MiB a second. */
  double write(int mebibytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.wrap(Bytes.random(CHUNK_BYTES));
    long start = nanos.getAsLong();
    try (FileChannel file =
        FileChannel.open(large(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < mebibytes; i++) {
        chunk.rewind();
        while (chunk.hasRemaining()) {
          file.write(chunk);
        }
      }
      file.force(false);
    }
    return mebibytes / seconds(start);
  }

  /**
   * Reads that file from its start to its end; MiB a second.
   *
   * @throws IOException if it has another length, too
   */
  double read(int mebibytes) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long bytes = 0;
    long start = nanos.getAsLong();
    try (FileChannel file = FileChannel.open(large(), StandardOpenOption.READ)) {
      for (int n = file.read(chunk); n >= 0; n = file.read(chunk.clear())) {
        bytes += n;
      }
    }
    double rate = mebibytes / seconds(start);
    if (bytes != (long) mebibytes * CHUNK_BYTES) {
      throw new IOException(large() + " has " + bytes + " bytes, not " + mebibytes + " MiB");
    }
    return rate;
  }

  private Path large() {
    return directory.resolve("large");
  }

  private double seconds(long start) {
    return Math.max(1, nanos.getAsLong() - start) / NANOS_PER_SECOND;
  }
}
