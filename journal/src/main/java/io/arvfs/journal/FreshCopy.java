package io.arvfs.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a file as the disk itself has it, past the kernel's cache. */
final class FreshCopy {

  private static final Logger LOG = LoggerFactory.getLogger(FreshCopy.class);
  private static final int PART_BYTES = 64 << 10;
  private static final int CHUNK_BYTES = 1 << 20;

  private FreshCopy() {}

  /** Where the copy of {@code file} stands. */
  static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".fresh");
  }

  /**
   * Copies {@code file}, with holes where it has nothing; the copy is forced, its name is not.
   *
   * @return false if a part of the file cannot be read, or there is no room; then there is no copy
   */
  static boolean make(Disk disk, Path file) throws IOException {
    Path copy = of(file);
    disk.delete(copy);
    boolean whole = false;
    try (FreshFile from = FreshFile.open(disk, file);
        DiskFile to = disk.open(copy, OpenMode.CREATE_NEW)) {
      copy(from, to);
      to.force();
      whole = from.unreadableBytes() == 0;
      return whole;
    } catch (OutOfSpaceException e) {
      LOG.debug("{} is too large for a copy", file, e);
      return false;
    } finally {
      if (!whole) {
        disk.delete(copy);
      }
    }
  }

  private static void copy(FreshFile from, DiskFile to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long at = 0;
    while (from.read(chunk.clear(), at) > 0) {
      int length = chunk.position();
      for (int part = 0; part < length; part += PART_BYTES) {
        copy(chunk.slice(part, Math.min(PART_BYTES, length - part)), to, at + part);
      }
      at += length;
    }
    if (to.size() < at) {
      to.write(ByteBuffer.allocate(1), at - 1);
    }
  }

  private static void copy(ByteBuffer part, DiskFile to, long at) throws IOException {
    if (!FreshFile.isZeros(part)) {
      to.write(part, at);
    }
  }
}
