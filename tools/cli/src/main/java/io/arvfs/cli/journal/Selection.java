package io.arvfs.cli.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries are asked for: those that satisfy everything that is set.
 *
 * @param from the first position
 * @param to the last position
 * @param since no entry before this time
 * @param until no entry at or after this time
 * @param kinds kinds of events in lower case, {@code mark} for an entry without any; empty for all
 * @param inodes entries that name one of them, as file or as directory; empty for all
 * @param path entries that speak of a path that this matches
 * @param collections uuids; entries of something in one of them; empty for all
 * @param states all of them must hold
 */
public record Selection(
    long from,
    long to,
    Instant since,
    Instant until,
    Set<String> kinds,
    Set<Long> inodes,
    Optional<PathGlob> path,
    Set<String> collections,
    Set<EntryState> states) {

  /** Everything. */
  public static final Selection ALL =
      new Selection(
          1,
          Long.MAX_VALUE,
          Instant.MIN,
          Instant.MAX,
          Set.of(),
          Set.of(),
          Optional.empty(),
          Set.of(),
          Set.of());

  public Selection {
    kinds = Set.copyOf(kinds);
    inodes = Set.copyOf(inodes);
    collections = Set.copyOf(collections);
    states = Set.copyOf(states);
  }

  /** Whether the rows before and after an entry are needed to choose. */
  public boolean needsTree() {
    return path.isPresent() || !collections.isEmpty();
  }

  /** Whether the whole journal must have been read before, to choose. */
  public boolean needsReach() {
    return !states.isEmpty();
  }

  /** Whether {@code entry} is asked for, as far as it tells by itself. */
  public boolean matches(Entry entry, EntryState.Reach reach) {
    long position = entry.position().value();
    return position >= from
        && position <= to
        && !entry.time().isBefore(since)
        && entry.time().isBefore(until)
        && (kinds.isEmpty() || isOfKind(entry))
        && (inodes.isEmpty() || entry.events().stream().anyMatch(this::namesInode))
        && states.stream().allMatch(state -> state.holds(entry, reach));
  }

  private boolean isOfKind(Entry entry) {
    return entry.events().isEmpty()
        ? kinds.contains(ReadEntry.MARK.toLowerCase(Locale.ROOT))
        : entry.events().stream()
            .anyMatch(e -> kinds.contains(EventFields.kind(e).toLowerCase(Locale.ROOT)));
  }

  private boolean namesInode(Event event) {
    return EventInodes.of(event).stream().map(Ino::value).anyMatch(inodes::contains);
  }

  /** Whether every entry is asked for. */
  public boolean isAll() {
    return equals(ALL);
  }

  /** Whether it can be told of no entry, when it comes, that it is asked for. */
  public boolean waitsForLater() {
    return states.contains(EntryState.FORCED) || states.contains(EntryState.SENT);
  }

  /** Whether no entry after {@code position} can match. */
  boolean endsAt(Position position) {
    return position.value() >= to;
  }
}
