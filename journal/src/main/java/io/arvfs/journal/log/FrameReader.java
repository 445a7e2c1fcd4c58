package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our own reader of a log's files, of either kind. It never asks Chronicle, whose readers end at
 * the first torn page, and never writes: it serves a live log that another process appends to,
 * copies, and read-only file systems. After bytes that are no frame it goes on at the next one.
 *
 * <p>Frames of an epoch at or beyond the first position of a later epoch are cut history and are
 * never shown. Thread-safe. Each scan stands for itself, but for {@link Waypoints}: one that begins
 * after some position begins near it if an earlier one of this reader passed there.
 */
public final class FrameReader {

  private final Disk disk;
  private final Path directory;
  private final Waypoints waypoints = new Waypoints();

  public FrameReader(Disk disk, Path logDir) {
    this.disk = disk;
    this.directory = logDir;
  }

  /**
   * Shows all live frames from the first one there is (older ones may have been trimmed) to the
   * first hole or the end. That a trimmed log has lost its first frame only {@link #scanAfter} can
   * tell; one that still has its file number 1 must begin at position 1.
   */
  public LogScan scan(FrameVisitor visitor) throws IOException {
    return scan(null, visitor);
  }

  /**
   * Shows the live frames after {@code after}. Older files are not read beyond their first frame,
   * nor need all be read that stands before {@code after}, so holes there are not seen; {@link
   * LogScan#durableEnd} and {@link LogScan#lastEpoch} come from what is read. If the log begins
   * later than just after {@code after}, what is missing is damage.
   */
  public LogScan scanAfter(Position after, FrameVisitor visitor) throws IOException {
    return scan(after, visitor);
  }

  private LogScan scan(@Nullable Position asked, FrameVisitor visitor) throws IOException {
    FileHeads heads = FileHeads.of(disk, LogFiles.in(disk, directory));
    Position after = asked == null && isUntrimmed(heads) ? Position.NONE : asked;
    FrameWalk walk = new FrameWalk(heads, after, waypoints.noting(visitor));
    FrameWalk.Cursor cursor =
        after == null ? new FrameWalk.Cursor(0, 0) : waypoints.start(disk, heads, after);
    while (cursor.file() < heads.files().size()) {
      cursor = read(walk, heads.files().get(cursor.file()), cursor);
    }
    return walk.result();
  }

  private static boolean isUntrimmed(FileHeads heads) {
    List<Path> files = heads.files();
    return !files.isEmpty() && LogFiles.number(files.getFirst()) == 1;
  }

  /** Walks one file; where to go on. */
  private FrameWalk.Cursor read(FrameWalk walk, Path file, FrameWalk.Cursor from)
      throws IOException {
    try (FrameWindow window = new FrameWindow(disk, file, from.offset())) {
      FrameWindow.Located located = window.next();
      while (located != null) {
        FrameWalk.Cursor back = walk.see(located, from.file());
        if (back != null) {
          return back;
        }
        located = window.next();
      }
    } catch (NoSuchFileException _) {
      // Trimmed since the heads were read; what is missed, if anything, shows as a hole.
      return new FrameWalk.Cursor(from.file() + 1, 0);
    }
    return new FrameWalk.Cursor(from.file() + 1, 0);
  }
}
