package io.arvfs.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes a part of a file again where it stands, as the disk itself has it, so that the kernel
 * shows that and nothing else. It is for files of which no copy can be made: it takes no room, and
 * leaves a block alone that cannot be read, for the day when it can. Every byte is written over
 * itself, so it may be ended at any point and begun again. The start forces it, with all that an
 * earlier process left.
 */
final class Rewriting {

  private static final int CHUNK_BYTES = 1 << 20;

  private final FreshFile from;
  private final DiskFile to;

  private Rewriting(FreshFile from, DiskFile to) {
    this.from = from;
    this.to = to;
  }

  /** Writes what follows {@code offset}. */
  static void of(Disk disk, Path file, long offset) throws IOException {
    try (FreshFile from = FreshFile.open(disk, file);
        DiskFile to = disk.open(file, OpenMode.READ_WRITE)) {
      new Rewriting(from, to).run(offset - offset % FreshFile.BLOCK_BYTES);
    }
  }

  private void run(long offset) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    long unreadable = from.unreadableBytes();
    long at = offset;
    while (from.read(chunk.clear(), at) > 0) {
      boolean whole = from.unreadableBytes() == unreadable;
      unreadable = from.unreadableBytes();
      int length = chunk.position();
      for (int part = 0; part < length; part += FreshFile.BLOCK_BYTES) {
        ByteBuffer block = chunk.slice(part, Math.min(FreshFile.BLOCK_BYTES, length - part));
        if (whole || isReadable(block, at + part)) {
          write(block, at + part);
        }
      }
      at += length;
    }
  }

  private boolean isReadable(ByteBuffer block, long at) throws IOException {
    long before = from.unreadableBytes();
    from.read(block.duplicate(), at);
    return from.unreadableBytes() == before;
  }

  /** Where there is nothing and nothing is shown, nothing is written: it would take room. */
  private void write(ByteBuffer block, long at) throws IOException {
    if (!FreshFile.isZeros(block) || !from.showsZeros(block.remaining(), at)) {
      to.write(block, at);
    }
  }
}
