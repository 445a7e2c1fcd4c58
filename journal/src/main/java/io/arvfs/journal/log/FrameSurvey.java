package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A reader for those who look into damage: where {@link FrameReader} ends at the first hole, this
 * one tells of it and goes on behind. It also finds what no chain tells: a frame that was whole
 * once and stood first or last in the log.
 *
 * <p>It is of the log at one moment: what is appended since to the last of its files may be shown,
 * a later file is not, and one that is trimmed meanwhile still is. So however long who looks takes,
 * no entry is missing between the first and the last that are shown but by damage.
 *
 * <p>It never writes, and its memory does not grow with the log but by its files. Thread-safe; each
 * run stands for itself.
 */
public final class FrameSurvey implements Closeable {

  private final HeldFiles disk;
  private final FileHeads heads;

  private FrameSurvey(HeldFiles disk, FileHeads heads) {
    this.disk = disk;
    this.heads = heads;
  }

  /**
   * Of the log as it is now.
   *
   * @param logDir the log's directory: live, copied or damaged
   */
  public static FrameSurvey of(Disk disk, Path logDir) throws IOException {
    HeldFiles held = new HeldFiles(disk);
    try {
      return new FrameSurvey(held, FileHeads.of(held, LogFiles.in(disk, logDir)));
    } catch (IOException | RuntimeException e) {
      Closing.after(e, held);
      throw e;
    }
  }

  /** Whether there are files of a log in {@code directory}. */
  public static boolean isLog(Disk disk, Path directory) throws IOException {
    return !LogFiles.in(disk, directory).isEmpty();
  }

  /** Shows every live frame that can be read, and every hole. */
  public Survey run(SurveyVisitor visitor) throws IOException {
    SurveyWalk walk = new SurveyWalk(heads, visitor, new Remains(disk));
    FrameWalk.Cursor at = new FrameWalk.Cursor(0, 0);
    while (at.file() < heads.files().size()) {
      FrameWalk.Cursor next = read(walk, heads.files().get(at.file()), at);
      holdNext(at.file(), next.file());
      at = next;
    }
    walk.finish();
    return walk.result();
  }

  /** Of a log of many files, those are held whose turn comes next. */
  private void holdNext(int done, int next) throws IOException {
    int later = done + HeldFiles.MOST;
    if (next > done && later < heads.files().size()) {
      disk.letGo(heads.files().get(done));
      try {
        LogFiles.open(disk, heads.files().get(later)).close();
      } catch (NoSuchFileException _) {
        return; // Trimmed before its turn; so are those that are held.
      }
    }
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

  /** The first live frame of the first file that has one; {@link Position#NONE} if none has. */
  public Position first() {
    return heads.first();
  }

  /** Whether a live frame is exactly this one. */
  public boolean has(Position position, long epoch, int crc) throws IOException {
    if (position.equals(Position.NONE) || heads.files().isEmpty()) {
      return false;
    }
    Path file = heads.files().get(heads.startFor(new Position(position.value() - 1)));
    try (FrameWindow window = new FrameWindow(disk, file, 0)) {
      FrameWindow.Located located = window.next();
      while (located != null) {
        Frame frame = located.found().frame();
        if (frame.position().equals(position)
            && frame.epoch() == epoch
            && located.found().crc() == crc) {
          return !heads.isDead(frame);
        }
        located = window.next();
      }
    } catch (NoSuchFileException _) {
      return false; // Trimmed since the heads were read.
    }
    return false;
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

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
