package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first readable frame of each file of a log. As every start of the volume begins a file, they
 * tell where each epoch begins and with that which frames are dead.
 */
final class FileHeads {

  /** The first frame of a file; null values where a file has none. */
  private record Head(Path file, long epoch, long position, Instant time) {}

  private final List<Head> heads;
  private final List<Path> files;

  /** Per epoch, the least position at which it or a later epoch begins. */
  private final NavigableMap<Long, Long> deadFrom = new TreeMap<>();

  private FileHeads(List<Head> heads) {
    this.heads = heads;
    this.files = heads.stream().map(Head::file).toList();
    NavigableMap<Long, Long> firsts = new TreeMap<>();
    for (Head head : heads) {
      if (head.epoch > 0) {
        firsts.merge(head.epoch, head.position, Math::min);
      }
    }
    long least = Long.MAX_VALUE;
    for (var first : firsts.descendingMap().entrySet()) {
      least = Math.min(least, first.getValue());
      deadFrom.put(first.getKey(), least);
    }
  }

  /**
   * @throws NewerLogException if a file has frames in a newer format and none in this one
   */
  static FileHeads of(Disk disk, List<Path> files) throws IOException {
    List<Head> heads = new ArrayList<>();
    for (Path file : files) {
      Head head = head(disk, file);
      if (head != null) {
        heads.add(head);
      }
    }
    return new FileHeads(heads);
  }

  private static @Nullable Head head(Disk disk, Path file) throws IOException {
    try (FrameWindow window = new FrameWindow(disk, file, 0)) {
      FrameWindow.Located first = window.next();
      if (first == null && window.newerFormat() > 0) {
        throw new NewerLogException(file, window.newerFormat());
      } else if (first == null) {
        return new Head(file, 0, 0, Instant.EPOCH);
      }
      Frame frame = first.found().frame();
      return new Head(file, frame.epoch(), frame.position().value(), frame.time());
    } catch (NoSuchFileException _) {
      return null; // Trimmed since it was listed.
    }
  }

  /** The files, in the order of writing. */
  List<Path> files() {
    return files;
  }

  /** The files whose first frame is live, with what they take of the disk. */
  List<LogFile> live(Disk disk) throws IOException {
    List<LogFile> live = new ArrayList<>();
    for (Head head : heads) {
      if (head.epoch > 0 && !isDead(head.epoch, head.position)) {
        try {
          long bytes = LogFiles.allocatedBytes(disk, head.file);
          live.add(new LogFile(new Position(head.position), head.time, bytes));
        } catch (NoSuchFileException _) {
          // Trimmed meanwhile.
        }
      }
    }
    return live;
  }

  /** The first live frame that begins a file; {@link Position#NONE} if none does. */
  Position first() {
    return heads.stream()
        .filter(head -> head.epoch > 0 && !isDead(head.epoch, head.position))
        .findFirst()
        .map(head -> new Position(head.position))
        .orElse(Position.NONE);
  }

  /** Whether a later epoch begins at or before this frame's position. */
  boolean isDead(Frame frame) {
    return isDead(frame.epoch(), frame.position().value());
  }

  private boolean isDead(long epoch, long position) {
    var later = deadFrom.higherEntry(epoch);
    return later != null && later.getValue() <= position;
  }

  /**
   * Index of the last file that surely holds the first frame after {@code after}, or a hole. A copy
   * of an older file, under whatever name, is not it.
   */
  int startFor(Position after) {
    int last = 0;
    long greatest = 0;
    for (int i = 0; i < heads.size(); i++) {
      Head head = heads.get(i);
      boolean live = head.epoch > 0 && !isDead(head.epoch, head.position);
      if (live && head.position > greatest && head.position <= after.value() + 1) {
        last = i;
        greatest = head.position;
      }
    }
    return last;
  }

  /** The files, oldest first, whose frames are all dead or at or before {@code through}. */
  List<Path> coveredBy(Position through) {
    return files().subList(0, startFor(through));
  }
}
