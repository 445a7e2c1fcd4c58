package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where some frames stood when they were read: one of some thousands, so that the next reader need
 * not begin at the start of a file. A hint only: it counts if exactly that frame still stands
 * there. Thread-safe.
 */
final class Waypoints {

  /** Frames between two: some hundred KiB, which are read in a moment. */
  private static final long EVERY = 4096;

  /** So many are known, the newest. */
  private static final int MOST = 1024;

  /** A frame, by the number of its file: that is renamed once. */
  private record Waypoint(int number, long offset, long epoch, int crc) {}

  private final NavigableMap<Long, Waypoint> known = new ConcurrentSkipListMap<>();

  /** {@code visitor}, with what it sees noted. */
  FrameVisitor noting(FrameVisitor visitor) {
    return (frame, crc, place) -> {
      long position = frame.position().value();
      if (position % EVERY == 0) {
        int number = LogFiles.number(place.file());
        known.put(position, new Waypoint(number, place.offset(), frame.epoch(), crc));
        if (known.size() > MOST) {
          var _ = known.pollFirstEntry();
        }
      }
      visitor.visit(frame, crc, place);
    };
  }

  /** Where a reading for the frames after {@code after} begins. */
  FrameWalk.Cursor start(Disk disk, FileHeads heads, Position after) throws IOException {
    int file = heads.startFor(after);
    Map.Entry<Long, Waypoint> last = known.floorEntry(after.value());
    if (last != null && file < heads.files().size()) {
      Path path = heads.files().get(file);
      Waypoint waypoint = last.getValue();
      if (waypoint.number == LogFiles.number(path)
          && stands(disk, path, heads, last.getKey(), waypoint)) {
        return new FrameWalk.Cursor(file, waypoint.offset);
      }
    }
    return new FrameWalk.Cursor(file, 0);
  }

  private static boolean stands(
      Disk disk, Path path, FileHeads heads, long position, Waypoint waypoint) throws IOException {
    try (FrameWindow window = new FrameWindow(disk, path, waypoint.offset)) {
      FrameWindow.Located found = window.next();
      if (found == null || found.offset() != waypoint.offset) {
        return false;
      }
      Frame frame = found.found().frame();
      return frame.position().value() == position
          && frame.epoch() == waypoint.epoch
          && found.found().crc() == waypoint.crc
          && !heads.isDead(frame);
    } catch (NoSuchFileException _) {
      return false;
    }
  }
}
