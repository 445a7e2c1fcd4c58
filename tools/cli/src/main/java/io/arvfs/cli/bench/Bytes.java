package io.arvfs.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Bytes to write, and plain ways to write and read them. */
final class Bytes {

  static final int MEBIBYTE = 1 << 20;

  private static final long SEED = 42;

  private Bytes() {}

  /** Bytes that nothing on the way gains from compressing; the same each time. */
  static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(SEED).nextBytes(content);
    return content;
  }

  /** A buffer of such bytes outside the heap, as the kernel's requests lie. */
  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).put(random(bytes)).flip();
  }

  static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** Reads every file below {@code directory} from end to end with a CRC; how many bytes. */
  static long readAll(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    ByteBuffer chunk = ByteBuffer.allocateDirect(MEBIBYTE);
    CRC32C crc = new CRC32C();
    long bytes = 0;
    for (Path file : files) {
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        for (int n = in.read(chunk.clear()); n >= 0; n = in.read(chunk.clear())) {
          crc.update(chunk.flip());
          bytes += n;
        }
      }
    }
    return bytes;
  }
}
