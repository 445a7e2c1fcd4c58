package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Salvage.NotDamagedException;
import io.arvfs.journal.log.Hole;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Damaged entries that somebody said to go past, by their positions. Pure. */
record Skips(Set<Long> positions) {

  private static final int MAX_NAMED = 10;

  Skips {
    positions = Set.copyOf(positions);
  }

  /** Whether an entry of {@code hole} is one of them. */
  boolean isIn(Hole hole) {
    return positions.stream().anyMatch(at -> isIn(hole, at));
  }

  static boolean isIn(Hole hole, long position) {
    return position >= hole.from().value() && position < hole.next().value();
  }

  /**
   * Returns if each is damaged: missing, or one that does not fit to those before it.
   *
   * @throws NotDamagedException if one is not: it says which ones are
   */
  void requireDamaged(List<Hole> holes, Set<Long> unfit) throws NotDamagedException {
    Set<Long> sound = new TreeSet<>(positions);
    sound.removeIf(
        at ->
            unfit.contains(at)
                || holes.stream().anyMatch(hole -> isIn(hole, at) || at == hole.from().value()));
    if (sound.isEmpty()) {
      return;
    }
    String damaged =
        Stream.concat(holes.stream().map(Skips::text), unfit.stream().map(String::valueOf))
            .limit(MAX_NAMED)
            .collect(Collectors.joining(", "));
    boolean more = holes.size() + unfit.size() > MAX_NAMED;
    throw new NotDamagedException(
        "--skip %s: %s; leave it out"
            .formatted(
                sound.iterator().next(),
                damaged.isEmpty()
                    ? "no entry is damaged"
                    : "the damaged entries are " + damaged + (more ? ", ..." : "")));
  }

  private static String text(Hole hole) {
    long last = hole.next().value() - 1;
    return last <= hole.from().value() ? hole.from().toString() : hole.from() + " to " + last;
  }
}
