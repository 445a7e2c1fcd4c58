package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What was a frame and is none any more, where no chain tells: in a part of a file without frames.
 *
 * <p>In a cycle file Chronicle says so: before each document it writes its length, and clears the
 * highest bit of that when the document is complete. A complete document that is no frame was
 * damaged; one that is not complete was being written when its process died, and is no damage. In a
 * plain file the place behind the last frame is zero, or holds what was one.
 */
final class Remains {

  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int METADATA = 0x4000_0000;
  private static final int LENGTH = 0x3fff_ffff;

  private final Disk disk;

  Remains(Disk disk) {
    this.disk = disk;
  }

  /**
   * The offset of the first such bytes in {@code file} from {@code from} on that begin before
   * {@code limit}; -1 if there are none. {@code from} is the file's start or a frame's end.
   */
  long firstIn(Path file, long from, long limit) throws IOException {
    try (DiskFile open = LogFiles.open(disk, file)) {
      return LogFiles.name(file).endsWith(LogFiles.FRAMES)
          ? plain(open, from, limit)
          : documents(open, from, limit);
    } catch (NoSuchFileException _) {
      return -1; // Trimmed since it was listed.
    }
  }

  /** Whether a whole frame begins at {@code offset} by now: of a log that is being written. */
  boolean isFrame(Path file, long offset) throws IOException {
    try (FrameWindow window = new FrameWindow(disk, file, offset)) {
      FrameWindow.Located located = window.next();
      return located != null && located.offset() == offset;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static long plain(DiskFile file, long from, long limit) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
    int read = file.read(word, from);
    return from < limit && read == Long.BYTES && word.getLong(0) != 0 ? from : -1;
  }

  private static long documents(DiskFile file, long from, long limit) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long at = aligned(from);
    while (at + Integer.BYTES < limit && file.read(word.clear(), at) == Integer.BYTES) {
      int header = word.getInt(0);
      if (header == 0 || (header & NOT_COMPLETE) != 0) {
        return -1;
      } else if ((header & METADATA) == 0) {
        return at + Integer.BYTES;
      }
      at = aligned(at + Integer.BYTES + (header & LENGTH));
    }
    return -1;
  }

  private static long aligned(long offset) {
    return (offset + 3) & ~3L;
  }
}
