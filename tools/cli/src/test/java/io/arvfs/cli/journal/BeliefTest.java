package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Which entries of a damaged log are taken. */
class BeliefTest {

  static final int LAST = 40;

  private static List<Hole> holes(Set<Integer> missing) {
    List<Hole> holes = new ArrayList<>();
    int from = 0;
    for (int position = 1; position <= LAST; position++) {
      if (missing.contains(position)) {
        from = from == 0 ? position : from;
      } else if (from > 0) {
        FramePlace place = new FramePlace(Path.of("log"), 0);
        holes.add(new Hole(new Position(from), new Position(position), place));
        from = 0;
      }
    }
    return holes;
  }

  private static Survey survey() {
    return new Survey(new Position(1), new Position(LAST), new Position(9), 1, 1, 1);
  }

  @Property(tries = 200)
  void entries_behindTheFirstHole_areTakenOnlyIfItIsSkipped(
      @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = LAST - 1) Integer> missing) {
    int first = missing.stream().min(Integer::compare).orElse(LAST + 1);
    Belief careful = Belief.of(survey(), holes(missing), new Skips(Set.of()));
    Set<Long> all = missing.stream().map(Integer::longValue).collect(Collectors.toSet());
    Belief brave = Belief.of(survey(), holes(missing), new Skips(all));

    for (int position = 1; position <= LAST; position++) {
      assertEquals(position < first, careful.takes(new Position(position)));
      assertEquals(!missing.contains(position), brave.takes(new Position(position)));
    }
  }

  @Property(tries = 200)
  void skips_ofTheFirstHoles_reachTheNextOne(
      @ForAll @Size(min = 2, max = 8) Set<@IntRange(min = 1, max = LAST - 1) Integer> missing) {
    List<Hole> holes = holes(missing);
    Belief belief = Belief.of(survey(), holes, new Skips(Set.of(holes.getFirst().from().value())));

    long reached = holes.size() > 1 ? holes.get(1).from().value() - 1 : LAST;
    assertEquals(reached, belief.last().value());
    assertEquals(1, belief.skipped().size());
    assertTrue(belief.isBehindSkip(holes.getFirst().next()));
  }
}
