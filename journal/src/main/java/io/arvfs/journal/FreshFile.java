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

/**
 * A file as the disk itself has it, past the kernel's cache. A block that the disk does not give is
 * asked for again, and then taken from the cache: whoever reads checks what it is given, and bytes
 * that only the cache still has are to be saved, not lost. What neither gives is shown as zeros and
 * counted. Read alone; confined to one thread at a time.
 */
final class FreshFile implements DiskFile.ReadOnly {

  /** What is given or not given as a whole. */
  static final int BLOCK_BYTES = 4 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(FreshFile.class);

  private final Path path;
  private final DiskFile direct;
  private final DiskFile cached;
  private long unreadableBytes;

  private FreshFile(Path path, DiskFile direct, DiskFile cached) {
    this.path = path;
    this.direct = direct;
    this.cached = cached;
  }

  static FreshFile open(Disk disk, Path path) throws IOException {
    DiskFile cached = disk.open(path, OpenMode.READ);
    boolean opened = false;
    try {
      FreshFile file = new FreshFile(path, direct(disk, path), cached);
      opened = true;
      return file;
    } finally {
      if (!opened) {
        cached.close();
      }
    }
  }

  private static DiskFile direct(Disk disk, Path path) throws IOException {
    try {
      return disk.open(path, OpenMode.READ_DIRECT);
    } catch (DirectReadRefusedException e) {
      LOG.warn("{}: what is read is what the kernel shows, which may never have arrived", path, e);
      return disk.open(path, OpenMode.READ);
    }
  }

  /** How many of the bytes shown so far are zeros for want of what the disk should have. */
  long unreadableBytes() {
    return unreadableBytes;
  }

  /** Whether the kernel shows nothing but zeros where {@code block} was read from. */
  boolean showsZeros(int length, long offset) {
    ByteBuffer shown = ByteBuffer.allocate(length);
    try {
      cached.read(shown, offset);
      return isZeros(shown.clear());
    } catch (IOException e) {
      LOG.debug("{}: {} bytes at {}", path, length, offset, e);
      return false;
    }
  }

  static boolean isZeros(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    int wanted = (int) Math.min(target.remaining(), Math.max(0, size() - offset));
    if (wanted == 0) {
      return target.hasRemaining() ? -1 : 0;
    }
    ByteBuffer whole = target.slice(target.position(), wanted);
    if (!fill(direct, whole, offset)) {
      readBlocks(whole, offset);
    }
    target.position(target.position() + wanted);
    return wanted;
  }

  private void readBlocks(ByteBuffer whole, long offset) {
    int done = 0;
    while (done < whole.capacity()) {
      long at = offset + done;
      int length = (int) Math.min(BLOCK_BYTES - at % BLOCK_BYTES, whole.capacity() - done);
      ByteBuffer block = whole.slice(done, length);
      if (!fill(direct, block, at) && !fill(cached, block, at)) {
        unreadableBytes += length;
        block.clear().put(new byte[length]);
      }
      done += length;
    }
  }

  /** Whether {@code from} gives these bytes. */
  private boolean fill(DiskFile from, ByteBuffer target, long offset) {
    target.clear();
    try {
      int read = from.read(target, offset);
      while (target.hasRemaining()) {
        target.put((byte) 0); // The disk's file may be shorter than the kernel says.
      }
      return read >= -1;
    } catch (IOException e) {
      LOG.debug("{}: {} bytes at {}", path, target.capacity(), offset, e);
      return false;
    }
  }

  @Override
  public long size() throws IOException {
    return cached.size();
  }

  @Override
  public void close() throws IOException {
    try (direct) {
      cached.close();
    }
  }
}
