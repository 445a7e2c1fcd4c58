package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what another process appends to a log, again and again, from where it stopped before.
 *
 * <p>The next frame may be half written when its bytes are read, and those behind it whole: then
 * the next poll shows it. If that one finds no more, the frame does not come: the log was trimmed
 * past it, or it is damaged, which is told as a hole. Then the following goes on behind.
 *
 * <p>Confined to one thread.
 */
public final class FrameFollower {

  private final Disk disk;
  private final Path directory;
  private int number;
  private long offset;
  private long epoch;
  private LogEnd end = LogEnd.EMPTY;

  /** The first frame of a poll that stands behind one which is not there. */
  private @Nullable Beyond beyond;

  /** Where the last poll ended, if it saw frames beyond. */
  private @Nullable Position stuck;

  private record Beyond(FrameCodec.Found found, FramePlace place) {}

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
    List<Path> files = LogFiles.in(disk, directory);
    pollAll(files, visitor);
    Beyond found = beyond;
    if (found != null && end.position().equals(stuck)) {
      goOnAt(found, files, visitor);
      pollAll(files, visitor);
    }
    stuck = beyond == null ? null : end.position();
  }

  private void pollAll(List<Path> files, SurveyVisitor visitor) throws IOException {
    beyond = null;
    for (Path file : files) {
      int present = LogFiles.number(file);
      if (present >= number) {
        poll(file, present == number ? offset : 0, visitor);
      }
    }
  }

  private void poll(Path file, long from, SurveyVisitor visitor) throws IOException {
    try (FrameWindow window = new FrameWindow(disk, file, from)) {
      FrameWindow.Located located = window.next();
      while (located != null) {
        see(located, file, visitor);
        located = window.next();
      }
    } catch (NoSuchFileException _) {
      return; // Trimmed since it was listed.
    }
  }

  private void see(FrameWindow.Located located, Path file, SurveyVisitor visitor)
      throws IOException {
    FrameCodec.Found found = located.found();
    FramePlace place = new FramePlace(file, located.offset());
    if (continues(found)) {
      SurveyedFrame frame =
          new SurveyedFrame(found.frame(), found.previousCrc(), found.crc(), place, found.bytes());
      after(frame);
      beyond = null;
      visitor.frame(frame);
    } else if (beyond == null && isBeyond(found.frame())) {
      beyond = new Beyond(found, place);
    }
  }

  /** A new start may have cut frames that were shown. */
  private boolean continues(FrameCodec.Found found) {
    Position position = found.frame().position();
    boolean next = position.equals(end.position().next()) && found.previousCrc() == end.crc();
    return next
        || end.position().equals(Position.NONE)
        || (found.frame().epoch() > epoch && !position.isAfter(end.position().next()));
  }

  private boolean isBeyond(Frame frame) {
    return frame.epoch() >= epoch && frame.position().isAfter(end.position().next());
  }

  private void goOnAt(Beyond found, List<Path> files, SurveyVisitor visitor) throws IOException {
    boolean trimmed = files.stream().noneMatch(file -> LogFiles.number(file) == number);
    Position next = found.found().frame().position();
    if (!trimmed) {
      visitor.hole(new Hole(end.position().next(), next, found.place()));
    }
    number = LogFiles.number(found.place().file());
    offset = found.place().offset();
    end = new LogEnd(new Position(next.value() - 1), found.found().previousCrc());
  }
}
