package io.arvfs.journal;

import io.arvfs.journal.host.DirectReadRefusedException;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a file as the disk itself has it, past the kernel's cache. */
final class FreshCopy {

  private static final Logger LOG = LoggerFactory.getLogger(FreshCopy.class);
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int LEAST_BYTES = 4 << 10;

  private final Path file;
  private final DiskFile from;
  private final DiskFile to;
  private long unreadableBytes;

  private FreshCopy(Path file, DiskFile from, DiskFile to) {
    this.file = file;
    this.from = from;
    this.to = to;
  }

  /** Where the copy of {@code file} stands. */
  static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".fresh");
  }

  /** Copies {@code file}; the copy is forced, its name is not. What cannot be read is zeros. */
  static void make(Disk disk, Path file) throws IOException {
    Path copy = of(file);
    disk.delete(copy);
    try (DiskFile from = open(disk, file);
        DiskFile to = disk.open(copy, OpenMode.CREATE_NEW)) {
      new FreshCopy(file, from, to).run(disk.size(file));
    }
  }

  private static DiskFile open(Disk disk, Path file) throws IOException {
    try {
      return disk.open(file, OpenMode.READ_DIRECT);
    } catch (DirectReadRefusedException e) {
      LOG.warn("{}: what is read is what the kernel shows, which may never have arrived", file, e);
      return disk.open(file, OpenMode.READ);
    }
  }

  private void run(long size) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = 0; at < size; at += CHUNK_BYTES) {
      copy(at, (int) Math.min(CHUNK_BYTES, size - at), chunk);
    }
    to.force();
    if (unreadableBytes > 0) {
      LOG.warn("{}: {} bytes cannot be read from the disk", file, unreadableBytes);
    }
  }

  private void copy(long at, int length, ByteBuffer chunk) throws IOException {
    if (!read(at, length, chunk)) {
      if (length > LEAST_BYTES) {
        for (int part = 0; part < length; part += LEAST_BYTES) {
          copy(at + part, Math.min(LEAST_BYTES, length - part), chunk);
        }
        return;
      }
      unreadableBytes += length;
      chunk.clear().limit(length);
      chunk.put(new byte[length]);
    }
    chunk.position(0).limit(length);
    to.write(chunk, at);
  }

  /** Whether the disk gives these bytes. */
  private boolean read(long at, int length, ByteBuffer chunk) {
    chunk.clear().limit(length);
    try {
      int read = from.read(chunk, at);
      while (chunk.hasRemaining()) {
        chunk.put((byte) 0); // The disk's file may be shorter than the kernel says.
      }
      return read >= -1;
    } catch (IOException e) {
      LOG.debug("{}: {} bytes at {}", file, length, at, e);
      return false;
    }
  }
}
