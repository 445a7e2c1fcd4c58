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
 *
 * <p>Where the entry that began an epoch cannot be read, a frame that it cut off looks alive. The
 * frame behind names another as the one before it: so a frame is shown when the next one has
 * vouched for it, or when there is none.
 */
final class FrameWalk {

  private final FileHeads heads;
  private final @Nullable Position after;
  private final FrameVisitor visitor;

  private LogEnd end = LogEnd.EMPTY;
  private long endEpoch;
  private Cursor good = new Cursor(0, 0);

  /** The frame at {@link #end}, until it is vouched for, and where the log stood before it. */
  private @Nullable Pending pending;

  private @Nullable Cursor retried;
  private boolean broken;
  private Position missing = Position.NONE;
  private long behind;
  private boolean acrossStart;
  private Position mark = Position.NONE;
  private long lastEpoch;

  FrameWalk(FileHeads heads, @Nullable Position after, FrameVisitor visitor) {
    this.heads = heads;
    this.after = after;
    this.visitor = visitor;
  }

  /** A place to read from: index of a file and offset in it. */
  record Cursor(int file, long offset) {}

  private record Pending(FrameWindow.Located located, int file, LogEnd before, Cursor good) {}

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
    showPending();
    pending = new Pending(located, file, end, good);
    FrameCodec.Found found = located.found();
    end = new LogEnd(found.frame().position(), found.crc());
    endEpoch = found.frame().epoch();
    good = new Cursor(file, located.end());
  }

  private void showPending() throws IOException {
    Pending vouched = pending;
    pending = null;
    if (vouched != null) {
      FrameCodec.Found found = vouched.located().found();
      if (after == null || found.frame().position().isAfter(after)) {
        Path path = heads.files().get(vouched.file());
        FramePlace place = new FramePlace(path, vouched.located().offset());
        visitor.visit(found.frame(), found.crc(), place);
      }
    }
  }

  private @Nullable Cursor breakAt(int file, FrameWindow.Located located) {
    Frame frame = located.found().frame();
    if (end.position().equals(Position.NONE)) {
      good = new Cursor(file, located.offset());
    } else if (!good.equals(retried)) {
      retried = good;
      return good;
    }
    if (pending != null && frame.position().equals(end.position().next())) {
      missing = end.position();
      end = pending.before();
      good = pending.good();
      pending = null;
    } else {
      missing = expected();
    }
    broken = true;
    behind = 1;
    // A start forces all it believed, and its own entry, before it appends another.
    acrossStart = endEpoch > 0 && frame.epoch() > endEpoch;
    return null;
  }

  private Position expected() {
    if (end.position().equals(Position.NONE) && after != null) {
      return after.next();
    }
    return end.position().next();
  }

  /** Shows the last frame and ends the walk. */
  LogScan result() throws IOException {
    showPending();
    Optional<Damage> damage = Optional.empty();
    if (broken) {
      Path file = heads.files().get(good.file());
      boolean durable = acrossStart || !missing.isAfter(mark);
      damage = Optional.of(new Damage(missing, file, good.offset(), behind, durable));
    }
    return new LogScan(end, mark, lastEpoch, damage);
  }
}
