package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the frames of one file, in constant memory. It looks for the magic at every byte, so
 * whatever stands between two frames costs at most itself. Confined to one thread.
 */
final class FrameWindow implements Closeable {

  private static final int WINDOW_BYTES = 1 << 20;

  /** Whoever asks for the first frame alone reads no more than this, if it is small. */
  private static final int FIRST_BYTES = 1 << 16;

  private final DiskFile file;
  private final byte[] array = new byte[WINDOW_BYTES];
  private final ByteBuffer buffer = ByteBuffer.wrap(array);

  /** Offset in the file of the buffer's first byte. */
  private long base;

  /** Valid bytes in the buffer. */
  private int filled;

  /** How much is read at a time; it grows to the whole window. */
  private int step = FIRST_BYTES;

  /** Where in the file the search goes on. */
  private long at;

  FrameWindow(Disk disk, Path path, long offset) throws IOException {
    this.file = disk.open(path, OpenMode.READ);
    this.base = offset;
    this.at = offset;
  }

  /** A frame and where it starts. */
  record Located(FrameCodec.Found found, long offset) {

    long end() {
      return offset + found.bytes();
    }
  }

  /** The next frame, dead ones too, or null at the end of the file. */
  @Nullable Located next() throws IOException {
    while (seekCandidate()) {
      int length = FrameCodec.payloadLength(buffer, index());
      if (length >= 0 && holds(FrameCodec.OVERHEAD_BYTES + length)) {
        FrameCodec.Found found = FrameCodec.decode(buffer, index(), length);
        if (found != null) {
          long offset = at;
          at += found.bytes();
          return new Located(found, offset);
        }
      }
      at++;
    }
    return null;
  }

  /** Moves to the next byte a magic may begin with, if a whole header stands there. */
  private boolean seekCandidate() throws IOException {
    while (holds(FrameCodec.OVERHEAD_BYTES)) {
      int end = filled;
      int i = index();
      while (i < end && array[i] != FrameCodec.MAGIC_FIRST) {
        i++;
      }
      at = base + i;
      if (i < end && holds(FrameCodec.OVERHEAD_BYTES)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this many bytes stand at the search's place; they are in the buffer then. */
  private boolean holds(int bytes) throws IOException {
    if (at + bytes <= base + filled) {
      return true;
    }
    base = at;
    buffer.clear().limit(Math.max(bytes, step));
    step = Math.min(WINDOW_BYTES, 2 * step);
    filled = Math.max(0, file.read(buffer, base));
    buffer.clear();
    return bytes <= filled;
  }

  private int index() {
    return (int) (at - base);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
