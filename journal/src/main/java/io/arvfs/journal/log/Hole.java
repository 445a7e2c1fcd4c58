package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;

/**
 * Entries of a log that cannot be read.
 *
 * @param from the first of them; {@link Position#NONE} before the first frame of a trimmed log,
 *     where nobody can tell
 * @param next the first entry behind them that can be read; {@link Position#NONE} if there is none
 * @param place where to look: the end of the last good frame, or the bytes that were one
 */
public record Hole(Position from, Position next, FramePlace place) {

  /** Whether the missing entry is the last one. */
  public boolean isTail() {
    return next.equals(Position.NONE);
  }

  /** Whether something is missing to who has all up to {@code position}. */
  public boolean isBehind(Position position) {
    return isTail() || next.isAfter(position.next());
  }
}
