package io.arvfs.cli.journal;

import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Whether a kept manifest is there and is the one that its name says. */
public final class ManifestCheck {

  private static final int BUFFER_BYTES = 1 << 16;

  /** A longer text with further hints is not taken into memory to be compared without them. */
  private static final int MAX_TEXT_BYTES = 64 << 20;

  private ManifestCheck() {}

  /** What is wrong with {@code directory/hash}; or nothing. */
  public static Optional<String> wrong(Disk disk, Path directory, String hash) throws IOException {
    Path file = directory.resolve(hash);
    try {
      if (plainHash(disk, file).equals(hash)) {
        return Optional.empty();
      }
      String bare =
          disk.size(file) > MAX_TEXT_BYTES
              ? ""
              : new ManifestText(
                      new String(disk.readAll(file, MAX_TEXT_BYTES), StandardCharsets.UTF_8))
                  .portableDataHash();
      return bare.equals(hash) ? Optional.empty() : Optional.of("has another hash");
    } catch (NoSuchFileException _) {
      return Optional.of("is missing");
    }
  }

  private static String plainHash(Disk disk, Path file) throws IOException {
    MessageDigest digest = md5();
    long at = 0;
    try (DiskFile open = disk.open(file, OpenMode.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      int read = open.read(buffer, at);
      while (read > 0) {
        at += read;
        digest.update(buffer.flip());
        read = open.read(buffer.clear(), at);
      }
    }
    return HexFormat.of().formatHex(digest.digest()) + "+" + at;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
