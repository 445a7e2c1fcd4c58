package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads what another process appends to a log, again and again, from where it stopped before.
 * Confined to one thread.
 */
public final class FrameFollower {

  /** Between two frames there is at most a table of Chronicle's. */
  private static final int WINDOW_BYTES = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
  private int number;
  private long offset;
  private long epoch;
  private LogEnd end = LogEnd.EMPTY;

  /**
   * Follows the log in {@code logDir} from its beginning, or from behind a frame: {@link #after}.
   */
  public FrameFollower(Disk disk, Path logDir) {
    this.disk = disk;
    this.directory = logDir;
  }

  /** Goes on behind {@code frame}. */
  public void after(SurveyedFrame frame) {
    number = LogFiles.number(frame.place().file());
    offset = frame.place().offset() + frame.bytes();
    epoch = frame.frame().epoch();
    end = new LogEnd(frame.frame().position(), frame.crc());
  }

  /** Shows the frames that are there now and were not shown yet. */
  public void poll(SurveyVisitor visitor) throws IOException {
    for (Path file : LogFiles.in(disk, directory)) {
      int present = LogFiles.number(file);
      if (present >= number) {
        poll(file, present == number ? offset : 0, visitor);
      }
    }
  }

  private void poll(Path file, long from, SurveyVisitor visitor) throws IOException {
    try (DiskFile open = disk.open(file, OpenMode.READ)) {
      long at = from;
      while (at >= 0) {
        at = next(open, file, at, visitor);
      }
    } catch (NoSuchFileException _) {
      // Sealed by a new start just then: the next poll finds it under its new name.
      return;
    }
  }

  /** The end of the next frame that continues the log, or -1 if there is none yet. */
  private long next(DiskFile open, Path file, long from, SurveyVisitor visitor) throws IOException {
    open.read(window.clear(), from);
    window.flip();
    for (int i = 0; i + FrameCodec.OVERHEAD_BYTES <= window.limit(); i++) {
      FrameCodec.Found found = window.get(i) == FrameCodec.MAGIC_FIRST ? frameAt(i) : null;
      if (found != null && continues(found)) {
        FramePlace place = new FramePlace(file, from + i);
        SurveyedFrame frame =
            new SurveyedFrame(
                found.frame(), found.previousCrc(), found.crc(), place, found.bytes());
        after(frame);
        visitor.frame(frame);
        return from + i + found.bytes();
      }
    }
    return -1;
  }

  private FrameCodec.@org.jspecify.annotations.Nullable Found frameAt(int at) {
    int length = FrameCodec.payloadLength(window, at);
    return length >= 0 && at + FrameCodec.OVERHEAD_BYTES + length <= window.limit()
        ? FrameCodec.decode(window, at, length)
        : null;
  }

  /** A new start may have cut frames that were shown. */
  private boolean continues(FrameCodec.Found found) {
    Position position = found.frame().position();
    boolean next = position.equals(end.position().next()) && found.previousCrc() == end.crc();
    return next
        || end.position().equals(Position.NONE)
        || (found.frame().epoch() > epoch && !position.isAfter(end.position().next()));
  }
}
