package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * Updates of ours that were repeated, or given up, while nobody knew what became of a sending: it
 * may land yet, upon what was saved since, if that changed no path but theirs. A state that such an
 * echo made is no wish of anybody, whenever somebody looks at it.
 *
 * <p>Each is a small file beside the requests, named by the md5 that it makes, which holds the time
 * until which it may land, by the server's clock: a later process must know it too. Thread-safe.
 */
final class Echoes {

  private static final String ENDING = ".late";
  private static final int MAX_BYTES = 100;

  private final Disk disk;
  private final Path directory;

  Echoes(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** A request that makes a manifest with this md5 may land until then; on the disk on return. */
  void expect(String md5, Instant until) throws IOException {
    Path file = directory.resolve(md5 + ENDING);
    disk.makeDirectories(directory);
    disk.delete(file);
    try (DiskFile out = disk.open(file, OpenMode.CREATE_NEW)) {
      out.write(ByteBuffer.wrap(until.toString().getBytes(US_ASCII)), 0);
      out.force();
    }
    disk.forceDirectory(directory);
  }

  /** The md5s of manifests that an echo may have made, and until when. */
  Map<String, Instant> expected() throws IOException {
    Map<String, Instant> expected = new HashMap<>();
    for (Path file : disk.list(directory)) {
      if (isOne(file)) {
        String name = String.valueOf(file.getFileName());
        expected.put(name.substring(0, name.length() - ENDING.length()), until(file));
      }
    }
    return expected;
  }

  /** Forgets those that could land until before {@code time}: what they made has been seen. */
  void forgetBefore(Instant time) throws IOException {
    for (Path file : disk.list(directory)) {
      if (isOne(file) && until(file).isBefore(time)) {
        disk.delete(file);
      }
    }
  }

  /** What cannot be read may come for as long as any. */
  private Instant until(Path file) throws IOException {
    try {
      return Instant.parse(new String(disk.readAll(file, MAX_BYTES), US_ASCII));
    } catch (DateTimeParseException _) {
      return Instant.MAX;
    }
  }

  /** Whether {@code file} is one of these and no request. */
  static boolean isOne(Path file) {
    return file.toString().endsWith(ENDING);
  }
}
