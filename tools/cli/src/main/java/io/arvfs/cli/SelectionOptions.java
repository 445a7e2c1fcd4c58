package io.arvfs.cli;

import io.arvfs.cli.journal.EntryState;
import io.arvfs.cli.journal.Moment;
import io.arvfs.cli.journal.PathGlob;
import io.arvfs.cli.journal.ReadEntry;
import io.arvfs.cli.journal.Selection;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.host.RealTasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries are asked for, as options. */
final class SelectionOptions {

  private static final Pattern UUID = Pattern.compile("[a-z0-9]{5}-4zz18-[a-z0-9]{15}");

  @Option(names = "--from", paramLabel = "POSITION", description = "No entry before this one.")
  private long from = 1;

  @Option(names = "--to", paramLabel = "POSITION", description = "No entry after this one.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "No entry before this time: 2026-03-01T10:00:00Z, 2026-03-01 (UTC), or how long ago:"
              + " 90s, 15m, 2h, 1d12h.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "No entry at or after this time.")
  private @Nullable String until;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description =
          "Entries with an event of one of these kinds, in small or capital letters:"
              + " FileCreated, BytesWritten, CommitFrozen, ...; Mark for an entry without events.")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--path",
      paramLabel = "GLOB",
      description =
          "Entries that speak of such a path, as it was just before or after them. * and ? stay in"
              + " a name, ** does not; without a slash the last name is compared.")
  private @Nullable String path;

  @Option(
      names = "--inode",
      paramLabel = "N",
      split = ",",
      description = "Entries that name this inode, as a file or as the directory of a name.")
  private List<Long> inodes = new ArrayList<>();

  @Option(
      names = "--collection",
      paramLabel = "UUID",
      split = ",",
      description = "Entries of something in this collection.")
  private List<String> collections = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description =
          "forced or unforced: whether a later mark covers the entry, so that it survives the loss"
              + " of power. sent or unsent: a change of names or bytes that a saved and checked"
              + " commit holds, or none yet. Several must all hold.")
  private List<String> states = new ArrayList<>();

  /** What is asked for. */
  Selection selection(JournalTarget target) throws RefusedException {
    Instant now = new RealTasks().now();
    try {
      requirePositions();
      Instant begin = since == null ? Instant.MIN : moment("--since", since, now);
      Instant end = until == null ? Instant.MAX : moment("--until", until, now);
      require(
          begin.isBefore(end),
          "--since %s is not before --until %s: no entry is between".formatted(since, until));
      requireNames();
      return new Selection(
          from,
          to,
          begin,
          end,
          kindsGiven(),
          Set.copyOf(inodes),
          Optional.ofNullable(path).map(SelectionOptions::glob),
          Set.copyOf(collections),
          statesGiven());
    } catch (IllegalArgumentException e) {
      throw target.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Instant moment(String option, String text, Instant now) {
    try {
      return Moment.parse(text, now);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }

  private static PathGlob glob(String text) {
    try {
      return new PathGlob(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--path " + text + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean sensible, String otherwise) {
    if (!sensible) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private void requirePositions() {
    require(from >= 1, "--from " + from + " is no position; they begin at 1");
    require(to >= 1, "--to " + to + " is no position; they begin at 1");
    require(from <= to, "--from " + from + " is after --to " + to + ": no entry is between");
  }

  private void requireNames() {
    for (long inode : inodes) {
      require(inode >= 1, "--inode " + inode + " is none; they begin at 1, the root");
    }
    for (String collection : collections) {
      require(
          UUID.matcher(collection).matches(),
          "--collection "
              + collection
              + " is no collection's uuid, as zzzzz-4zz18-0123456789abcde is");
    }
    require(path == null || !path.isEmpty(), "--path needs a glob, as 'results/**' or '*.csv'");
  }

  private Set<String> kindsGiven() {
    Map<String, String> known = new TreeMap<>();
    known.put(ReadEntry.MARK.toLowerCase(Locale.ROOT), ReadEntry.MARK);
    addKinds(Event.class, known);
    Set<String> given = new TreeSet<>();
    for (String kind : kinds) {
      String lower = kind.toLowerCase(Locale.ROOT);
      if (!known.containsKey(lower)) {
        throw new IllegalArgumentException(
            "--kind " + kind + " is none of " + String.join(", ", known.values()));
      }
      given.add(lower);
    }
    return given;
  }

  private static void addKinds(Class<?> family, Map<String, String> known) {
    Class<?>[] members = family.getPermittedSubclasses();
    if (members == null) {
      known.put(family.getSimpleName().toLowerCase(Locale.ROOT), family.getSimpleName());
      return;
    }
    for (Class<?> member : members) {
      addKinds(member, known);
    }
  }

  private Set<EntryState> statesGiven() {
    Set<EntryState> given = EnumSet.noneOf(EntryState.class);
    for (String state : states) {
      try {
        given.add(EntryState.valueOf(state.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--state " + state + " is none of forced, unforced, sent, unsent", e);
      }
    }
    require(
        !given.containsAll(Set.of(EntryState.FORCED, EntryState.UNFORCED))
            && !given.containsAll(Set.of(EntryState.SENT, EntryState.UNSENT)),
        "--state " + String.join(",", states) + ": no entry is both; several must all hold");
    return given;
  }
}
