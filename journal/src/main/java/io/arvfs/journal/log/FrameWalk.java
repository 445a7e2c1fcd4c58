package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the frames of a log: follows the chain of live frames and notes where it breaks.
 *
 * <p>A log that is being appended to can look broken: a frame was half written when its bytes were
 * read, and whole when those behind it were. So at the first sight of a break the reading goes back
 * to the end of the last good frame, once.
 */
final class FrameWalk {

  private final FileHeads heads;
  private final @Nullable Position after;
  private final FrameVisitor visitor;

  private LogEnd end = LogEnd.EMPTY;
  private Cursor good = new Cursor(0, 0);
  private @Nullable Cursor retried;
  private boolean broken;
  private Position missing = Position.NONE;
  private long behind;
  private Position mark = Position.NONE;
  private long lastEpoch;

  FrameWalk(FileHeads heads, @Nullable Position after, FrameVisitor visitor) {
    this.heads = heads;
    this.after = after;
    this.visitor = visitor;
  }

  /** A place to read from: index of a file and offset in it. */
  record Cursor(int file, long offset) {}

  /** Takes the next frame in the order of the files; where to read again, or null to go on. */
  @Nullable Cursor see(FrameWindow.Located located, int file) throws IOException {
    Frame frame = located.found().frame();
    lastEpoch = Math.max(lastEpoch, frame.epoch());
    if (heads.isDead(frame)) {
      return null;
    }
    if (frame.forcedThrough().isAfter(mark)) {
      mark = frame.forcedThrough();
    }
    if (broken) {
      behind++;
    } else if (continues(located.found())) {
      take(located, file);
    } else if (frame.position().isAfter(end.position())) {
      return breakAt(file, located);
    }
    return null;
  }

  private boolean continues(FrameCodec.Found found) {
    Position position = found.frame().position();
    if (end.position().equals(Position.NONE)) {
      return after == null || position.value() <= after.value() + 1;
    }
    return position.equals(end.position().next()) && found.previousCrc() == end.crc();
  }

  private void take(FrameWindow.Located located, int file) throws IOException {
    FrameCodec.Found found = located.found();
    end = new LogEnd(found.frame().position(), found.crc());
    good = new Cursor(file, located.end());
    if (after == null || found.frame().position().isAfter(after)) {
      Path path = heads.files().get(file);
      visitor.visit(
          found.frame(), found.crc(), new FramePlace(path, located.offset(), found.previousCrc()));
    }
  }

  private @Nullable Cursor breakAt(int file, FrameWindow.Located located) {
    if (end.position().equals(Position.NONE)) {
      good = new Cursor(file, located.offset());
    } else if (!good.equals(retried)) {
      retried = good;
      return good;
    }
    broken = true;
    behind = 1;
    missing = expected();
    return null;
  }

  private Position expected() {
    if (end.position().equals(Position.NONE) && after != null) {
      return after.next();
    }
    return end.position().next();
  }

  LogScan result() {
    Optional<Damage> damage = Optional.empty();
    if (broken) {
      Path file = heads.files().get(good.file());
      boolean durable = !missing.isAfter(mark);
      damage = Optional.of(new Damage(missing, file, good.offset(), behind, durable));
    }
    return new LogScan(end, mark, lastEpoch, damage);
  }
}
