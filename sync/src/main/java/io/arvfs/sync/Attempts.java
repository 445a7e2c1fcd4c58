package io.arvfs.sync;

import io.arvfs.fs.sort.DiskInput;
import io.arvfs.fs.sort.DiskOutput;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.sync.arvados.RequestBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
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

  /** What is written and not whole yet. */
  private static final String ARRIVING = "arriving";

  private final Disk disk;
  private final Path directory;

  Attempts(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Writes a body. */
  @FunctionalInterface
  interface Writing {

    /** Does not close {@code out}. */
    void to(OutputStream out) throws IOException;
  }

  /**
   * Keeps a body; when this returns it is on the disk. It has its name once it is whole: who dies
   * before leaves a file that nobody asks for.
   *
   * @return its digest, by which it is found
   */
  String save(Writing writing) throws IOException {
    disk.makeDirectories(directory);
    Path arriving = directory.resolve(ARRIVING);
    disk.delete(arriving);
    MessageDigest digest = sha256();
    try (DiskOutput file = new DiskOutput(disk.open(arriving, OpenMode.CREATE_NEW))) {
      DigestOutputStream out = new DigestOutputStream(file, digest);
      writing.to(out);
      file.force();
    }
    String name = HexFormat.of().formatHex(digest.digest());
    disk.rename(arriving, directory.resolve(name));
    disk.forceDirectory(directory);
    return name;
  }

  /**
   * The body that was kept under {@code digest}; it is read from the disk whenever it is sent.
   *
   * @throws IOException if it is missing or damaged
   */
  RequestBytes read(String digest) throws IOException {
    Path file = directory.resolve(digest);
    Kept body = new Kept(disk, file, disk.size(file));
    MessageDigest found = sha256();
    body.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), found));
    if (!HexFormat.of().formatHex(found.digest()).equals(digest)) {
      throw new IOException(file + " is damaged");
    }
    return body;
  }

  private record Kept(Disk disk, Path file, long length) implements RequestBytes {

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (DiskInput in = new DiskInput(disk.open(file, OpenMode.READ), 0)) {
        in.transferTo(out);
      }
    }
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
