package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass of a {@link FrameSurvey}. As in {@link FrameWalk}, a live log can look broken where a
 * frame was half written when it was read: at the first sight of a break the reading goes back
 * once.
 */
final class SurveyWalk {

  private final FileHeads heads;
  private final SurveyVisitor visitor;
  private final Remains remains;

  private LogEnd end = LogEnd.EMPTY;
  private FrameWalk.Cursor good = new FrameWalk.Cursor(0, 0);
  private FrameWalk.@Nullable Cursor retried;
  private Position first = Position.NONE;
  private Position mark = Position.NONE;
  private long lastEpoch;
  private long frames;
  private long bytes;

  SurveyWalk(FileHeads heads, SurveyVisitor visitor, Remains remains) {
    this.heads = heads;
    this.visitor = visitor;
    this.remains = remains;
  }

  /** Takes the next frame in the order of the files; where to read again, if so. */
  Optional<FrameWalk.Cursor> see(FrameWindow.Located located, int file) throws IOException {
    Frame frame = located.found().frame();
    if (heads.isDead(frame)) {
      return Optional.empty();
    }
    if (end.position().equals(Position.NONE)) {
      begin(located, file);
    } else if (!frame.position().isAfter(end.position())) {
      return Optional.empty();
    } else if (!continues(located.found())) {
      if (!good.equals(retried)) {
        retried = good;
        return Optional.of(good);
      }
      visitor.hole(new Hole(missing(frame), frame.position(), place(good)));
    }
    take(located, file);
    return Optional.empty();
  }

  /** A log that has its file number 1 begins at 1; of one that was trimmed the file tells. */
  private void begin(FrameWindow.Located located, int file) throws IOException {
    Position position = located.found().frame().position();
    first = position;
    Path path = heads.files().get(file);
    if (LogFiles.number(heads.files().getFirst()) == 1) {
      if (position.value() > 1) {
        visitor.hole(new Hole(new Position(1), position, new FramePlace(path, 0)));
      }
      return;
    }
    for (int i = 0; i <= file; i++) {
      Path earlier = heads.files().get(i);
      long limit = i == file ? located.offset() : Long.MAX_VALUE;
      long found = remains.firstIn(earlier, 0, limit);
      if (found >= 0) {
        visitor.hole(new Hole(Position.NONE, position, new FramePlace(earlier, found)));
      }
    }
  }

  private boolean continues(FrameCodec.Found found) {
    return found.frame().position().equals(end.position().next())
        && found.previousCrc() == end.crc();
  }

  /** If no number is missing, the frame before is not the one that this was written behind. */
  private Position missing(Frame frame) {
    Position next = end.position().next();
    return frame.position().equals(next) ? end.position() : next;
  }

  private void take(FrameWindow.Located located, int file) throws IOException {
    FrameCodec.Found found = located.found();
    Frame frame = found.frame();
    end = new LogEnd(frame.position(), found.crc());
    good = new FrameWalk.Cursor(file, located.end());
    mark = frame.forcedThrough().isAfter(mark) ? frame.forcedThrough() : mark;
    lastEpoch = Math.max(lastEpoch, frame.epoch());
    frames++;
    bytes += found.bytes();
    FramePlace place = new FramePlace(heads.files().get(file), located.offset());
    visitor.frame(new SurveyedFrame(frame, found.previousCrc(), found.crc(), place, found.bytes()));
  }

  private FramePlace place(FrameWalk.Cursor cursor) {
    return new FramePlace(heads.files().get(cursor.file()), cursor.offset());
  }

  /**
   * Looks behind the last frame for one that was whole once. One that is whole now has come since
   * this walk passed there.
   */
  void finish() throws IOException {
    for (int i = good.file(); i < heads.files().size(); i++) {
      Path file = heads.files().get(i);
      long from = i == good.file() ? good.offset() : 0;
      long found = remains.firstIn(file, from, Long.MAX_VALUE);
      if (found >= 0) {
        if (!remains.isFrame(file, found)) {
          FramePlace place = new FramePlace(file, found);
          visitor.hole(new Hole(end.position().next(), Position.NONE, place));
        }
        return;
      }
    }
  }

  Survey result() {
    return new Survey(first, end.position(), mark, lastEpoch, frames, bytes);
  }
}
