package io.arvfs.journal.log;

import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A disk that keeps files open which were opened once, to be read: whoever else deletes them, they
 * are there until this is closed or they are let go. At most {@value #MOST} at a time, so a log of
 * more loses its last ones if they are deleted before their turn.
 *
 * <p>What the disk beneath cannot read, block by block, is shown as bytes that are no frame and no
 * empty room either: so it is found to be damage, and what stands behind it is read. Thread-safe.
 */
final class HeldFiles implements Disk.Shown, Closeable {

  static final int MOST = 256;

  private static final int BLOCK_BYTES = 4096;

  /** Neither a frame's first byte nor room that Chronicle has not used. */
  private static final byte UNREADABLE = 1;

  private final Disk disk;
  private final Map<Path, DiskFile> held = new HashMap<>();

  HeldFiles(Disk disk) {
    this.disk = disk;
  }

  @Override
  public Disk disk() {
    return disk;
  }

  @Override
  public DiskFile open(Path file, OpenMode mode) throws IOException {
    if (mode != OpenMode.READ) {
      return disk.open(file, mode);
    }
    synchronized (held) {
      DiskFile known = held.get(file);
      if (known == null) {
        known = disk.open(file, mode);
        if (held.size() >= MOST) {
          return new Held(known, false);
        }
        held.put(file, known);
      }
      return new Held(known, true);
    }
  }

  /** The file has had its turn: another may be held for it. */
  void letGo(Path file) throws IOException {
    synchronized (held) {
      DiskFile known = held.remove(file);
      if (known != null) {
        known.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (held) {
      Closing.all(held.values());
      held.clear();
    }
  }

  /**
   * An open file that is read alone.
   *
   * @param stays whether it stays open for others when one closes it
   */
  private record Held(DiskFile file, boolean stays) implements DiskFile.ReadOnly {

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      int start = target.position();
      try {
        return file.read(target, offset);
      } catch (IOException _) {
        target.position(start);
        return readBlocks(target, offset);
      }
    }

    private int readBlocks(ByteBuffer target, long offset) throws IOException {
      long end = file.size();
      int start = target.position();
      long at = offset;
      while (target.hasRemaining() && at < end) {
        long length = Math.min(BLOCK_BYTES - at % BLOCK_BYTES, end - at);
        readBlock(target, at, (int) Math.min(length, target.remaining()));
        at = offset + target.position() - start;
      }
      return target.position() == start && target.hasRemaining() ? -1 : target.position() - start;
    }

    private void readBlock(ByteBuffer target, long at, int length) {
      ByteBuffer block = target.slice(target.position(), length);
      try {
        file.read(block, at);
      } catch (IOException _) {
        byte[] unreadable = new byte[length];
        Arrays.fill(unreadable, UNREADABLE);
        block.clear().put(unreadable);
      }
      target.position(target.position() + length);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      if (!stays) {
        file.close();
      }
    }
  }
}
