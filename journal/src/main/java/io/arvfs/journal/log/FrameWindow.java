package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
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

  /** Enough for who wants a file's first frame only. */
  private static final int FIRST_WINDOW_BYTES = 64 << 10;

  private final DiskFile file;
  private byte[] array = new byte[FIRST_WINDOW_BYTES];
  private ByteBuffer buffer = ByteBuffer.wrap(array);

  /** Offset in the file of the buffer's first byte. */
  private long base;

  /** Valid bytes in the buffer. */
  private int filled;

  /** Where in the file the search goes on. */
  private long at;

  private long newerFrames;
  private int newerFormat;

  FrameWindow(Disk disk, Path path, long offset) throws IOException {
    this.file = LogFiles.open(disk, path);
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
      } else if (length < 0) {
        noteFormat(FrameCodec.newerFormat(buffer, index()));
      }
      at++;
    }
    return null;
  }

  private void noteFormat(int newer) {
    if (newer > 0) {
      newerFrames++;
      newerFormat = newer;
    }
  }

  /**
   * The newer format of frames that were passed over, or 0 if there were not two: one may be a bit
   * that has flipped.
   */
  int newerFormat() {
    return newerFrames > 1 ? newerFormat : 0;
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
    boolean small = array.length < WINDOW_BYTES;
    if (small && (filled == array.length || bytes > array.length)) {
      array = new byte[WINDOW_BYTES];
      buffer = ByteBuffer.wrap(array);
    }
    base = at;
    buffer.clear();
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
