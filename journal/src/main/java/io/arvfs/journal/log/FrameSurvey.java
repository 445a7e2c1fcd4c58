package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A reader for those who look into damage: where {@link FrameReader} ends at the first hole, this
 * one tells of it and goes on behind. It also finds what no chain tells: a frame that was whole
 * once and stood first or last in the log.
 *
 * <p>It never writes, and its memory does not grow with the log. Thread-safe; each run stands for
 * itself.
 */
public final class FrameSurvey {

  private final Disk disk;
  private final Path directory;

  /**
   * @param logDir the log's directory: live, copied or damaged
   */
  public FrameSurvey(Disk disk, Path logDir) {
    this.disk = disk;
    this.directory = logDir;
  }

  /** Shows every live frame that can be read, and every hole. */
  public Survey run(SurveyVisitor visitor) throws IOException {
    FileHeads heads = FileHeads.of(disk, LogFiles.in(disk, directory));
    SurveyWalk walk = new SurveyWalk(heads, visitor, new Remains(disk));
    FrameWalk.Cursor at = new FrameWalk.Cursor(0, 0);
    while (at.file() < heads.files().size()) {
      at = read(walk, heads.files().get(at.file()), at);
    }
    walk.finish();
    return walk.result();
  }

  private FrameWalk.Cursor read(SurveyWalk walk, Path file, FrameWalk.Cursor from)
      throws IOException {
    try (FrameWindow window = new FrameWindow(disk, file, from.offset())) {
      FrameWindow.Located located = window.next();
      while (located != null) {
        Optional<FrameWalk.Cursor> back = walk.see(located, from.file());
        if (back.isPresent()) {
          return back.get();
        }
        located = window.next();
      }
    } catch (NoSuchFileException _) {
      // Trimmed since the heads were read; what is missed, if anything, shows as a hole.
      return new FrameWalk.Cursor(from.file() + 1, 0);
    }
    return new FrameWalk.Cursor(from.file() + 1, 0);
  }

  /**
   * Shows {@code count} frames in a row, which stand in one file, the first of them at {@code
   * from}. For readers that noted the place in a run before.
   *
   * @throws IOException if they are not there any more
   */
  public void reread(FramePlace from, Position first, int count, FrameVisitor visitor)
      throws IOException {
    Path file = from.file();
    Position expected = first;
    int left = count;
    try (FrameWindow window = new FrameWindow(disk, file, from.offset())) {
      FrameWindow.Located located = window.next();
      while (located != null && left > 0) {
        FrameCodec.Found found = located.found();
        if (found.frame().position().equals(expected)) {
          visitor.visit(found.frame(), found.crc(), new FramePlace(file, located.offset()));
          expected = expected.next();
          left--;
        }
        located = left == 0 ? null : window.next();
      }
    }
    if (left > 0) {
      throw new NoSuchFileException(file + " lost the entry " + expected + " since it was read");
    }
  }

  /** The log's files, in the order of writing. */
  public List<Path> files() throws IOException {
    return LogFiles.in(disk, directory);
  }
}
