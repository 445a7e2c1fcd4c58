package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;

/**
 * Updates of ours that were repeated, or given up, while nobody knew what became of a sending: it
 * may land yet, upon what was saved since, if that changed no path but theirs. A state that such an
 * echo made is no wish of anybody.
 *
 * <p>Each is a small file beside the requests, named by the md5 that it makes, which holds the time
 * until which it may come: a later process must know it too. Thread-safe.
 */
final class Echoes {

  private static final String ENDING = ".late";
  private static final int MAX_BYTES = 100;

  private final Disk disk;
  private final Path directory;
  private final Tasks tasks;
  private final Duration life;

  /**
   * @param life how long after a request its effect may come
   */
  Echoes(Disk disk, Path directory, Tasks tasks, Duration life) {
    this.disk = disk;
    this.directory = directory;
    this.tasks = tasks;
    this.life = life;
  }

  /** A request that makes a manifest with this md5 may land later; on the disk on return. */
  void expect(String md5) throws IOException {
    Path file = directory.resolve(md5 + ENDING);
    byte[] until = tasks.now().plus(life).toString().getBytes(US_ASCII);
    disk.makeDirectories(directory);
    disk.delete(file);
    try (DiskFile out = disk.open(file, OpenMode.CREATE_NEW)) {
      out.write(ByteBuffer.wrap(until), 0);
      out.force();
    }
    disk.forceDirectory(directory);
  }

  /** The md5s of manifests that an echo may make even now; what is too old is forgotten. */
  Set<String> expected() throws IOException {
    Set<String> expected = new HashSet<>();
    for (Path file : disk.list(directory)) {
      String name = String.valueOf(file.getFileName());
      if (isOne(file) && until(file).isBefore(tasks.now())) {
        disk.delete(file);
      } else if (isOne(file)) {
        expected.add(name.substring(0, name.length() - ENDING.length()));
      }
    }
    return expected;
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
