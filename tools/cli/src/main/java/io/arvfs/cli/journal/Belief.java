package io.arvfs.cli.journal;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries of a damaged journal are taken: those before the first damage, and behind it only
 * if somebody said to go past it. Pure.
 *
 * @param last the last entry that may be taken
 * @param skipped the damage that was gone past
 */
record Belief(Position last, List<Hole> skipped) {

  Belief {
    skipped = List.copyOf(skipped);
  }

  /**
   * What to believe of a log.
   *
   * @param holes in order
   * @param skips positions of missing entries to go past
   */
  static Belief of(Survey survey, List<Hole> holes, Skips skips) {
    List<Hole> gone = new ArrayList<>();
    for (Hole hole : holes) {
      if (hole.isTail() || hole.from().equals(Position.NONE)) {
        continue; // Nothing stands behind the one, and nothing can be told before the other.
      } else if (!skips.isIn(hole)) {
        return new Belief(new Position(hole.from().value() - 1), gone);
      }
      gone.add(hole);
    }
    return new Belief(survey.last(), gone);
  }

  /** Whether the entry is taken, as far as the log tells. */
  boolean takes(Position position) {
    return !position.isAfter(last)
        && skipped.stream().noneMatch(hole -> Skips.isIn(hole, position.value()));
  }

  /** Whether damage before {@code position} was gone past, so that what follows may not fit. */
  boolean isBehindSkip(Position position) {
    return skipped.stream().anyMatch(hole -> position.isAfter(hole.from()));
  }
}
