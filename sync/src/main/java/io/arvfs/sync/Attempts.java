package io.arvfs.sync;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * The exact bodies of requests that may have been sent, each in a file named by its SHA-256,
 * readable by the owner alone: they hold signatures. A body stays until its fate is known; it is
 * what a restart repeats. Thread-safe.
 */
final class Attempts {

  /** The longest body, in bytes: no server takes more. */
  private static final int MAX_BYTES = 1 << 30;

  private final Disk disk;
  private final Path directory;

  Attempts(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * Keeps {@code body}; when this returns it is on the disk.
   *
   * @return its digest, by which it is found
   */
  String save(byte[] body) throws IOException {
    String digest = digest(body);
    disk.makeDirectories(directory);
    Path file = directory.resolve(digest);
    disk.delete(file);
    try (DiskFile out = disk.open(file, OpenMode.CREATE_NEW)) {
      out.write(ByteBuffer.wrap(body), 0);
      out.force();
    }
    disk.forceDirectory(directory);
    return digest;
  }

  /**
   * The body that was kept under {@code digest}.
   *
   * @throws IOException if it is missing or damaged
   */
  byte[] read(String digest) throws IOException {
    Path file = directory.resolve(digest);
    byte[] body = disk.readAll(file, MAX_BYTES);
    if (!digest(body).equals(digest)) {
      throw new IOException(file + " is damaged");
    }
    return body;
  }

  void delete(String digest) throws IOException {
    disk.delete(directory.resolve(digest));
  }

  /** Deletes the bodies of requests that nobody will repeat. */
  void keepOnly(Set<String> digests) throws IOException {
    for (Path file : disk.list(directory)) {
      Path name = file.getFileName();
      boolean other = Echoes.isOne(file) || ToldLocators.isOne(file);
      if (name != null && !digests.contains(name.toString()) && !other) {
        disk.delete(file);
      }
    }
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
