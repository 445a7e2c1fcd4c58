package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Volume;
import io.arvfs.fs.command.Command;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries a listing shows, in which order. */
class ListingTest {

  private static final Selection ALL = Selection.ALL;

  @TempDir private static Path made;
  private static List<ReadEntry> entries = List.of();

  @BeforeAll
  static void make() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
    entries = VolumeRig.entries(made.resolve("killed"));
  }

  private static final class Shown implements Listing.Sink {

    private final List<Long> positions = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    @Override
    public boolean show(ReadEntry read) {
      positions.add(read.entry().position().value());
      return true;
    }

    @Override
    public void tell(Finding finding) {
      findings.add(finding);
    }
  }

  private static Listing listing(Path volume, Selection selection, long limit) {
    return new Listing(VolumeRig.files(volume), selection, limit, VolumeRig.NO_PROGRESS);
  }

  private static List<Long> forward(Selection selection, long limit) throws IOException {
    Shown shown = new Shown();
    listing(made.resolve("killed"), selection, limit).forward(shown);
    assertEquals(List.of(), shown.findings);
    return shown.positions;
  }

  private static List<Long> backward(Selection selection, long limit) throws IOException {
    Shown shown = new Shown();
    listing(made.resolve("killed"), selection, limit).backward(shown);
    return shown.positions;
  }

  private static List<Long> those(Predicate<ReadEntry> wanted) {
    return entries.stream().filter(wanted).map(r -> r.entry().position().value()).toList();
  }

  private static Selection path(String glob) {
    return new Selection(
        1,
        Long.MAX_VALUE,
        Instant.MIN,
        Instant.MAX,
        Set.of(),
        Set.of(),
        Optional.of(new PathGlob(glob)),
        Set.of(),
        Set.of());
  }

  private static Selection of(
      Set<String> kinds, Set<Long> inodes, Set<String> collections, Set<EntryState> states) {
    return new Selection(
        1,
        Long.MAX_VALUE,
        Instant.MIN,
        Instant.MAX,
        kinds,
        inodes,
        Optional.empty(),
        collections,
        states);
  }

  @Test
  void entries_ofSeveralFiles_comeWithoutGapsInBothDirections() throws IOException {
    List<Long> all = forward(ALL, Long.MAX_VALUE);

    assertEquals(those(_ -> true), all);
    assertEquals(all.size(), all.getLast());
    assertEquals(all.reversed(), backward(ALL, Long.MAX_VALUE));
    assertEquals(all.subList(0, 5), forward(ALL, 5));
    assertEquals(all.reversed().subList(0, 5), backward(ALL, 5));
  }

  @Test
  void filters_byWhatEntriesSay_choose() throws IOException {
    Selection kinds = of(Set.of("started", "mark"), Set.of(), Set.of(), Set.of());
    assertEquals(
        those(r -> Set.of("Started", "Mark").contains(r.kind())), forward(kinds, Long.MAX_VALUE));
    assertEquals(
        those(r -> r.entry().position().value() > 3 && r.entry().position().value() < 9),
        forward(
            new Selection(
                4,
                8,
                Instant.MIN,
                Instant.MAX,
                Set.of(),
                Set.of(),
                Optional.empty(),
                Set.of(),
                Set.of()),
            Long.MAX_VALUE));
    Instant middle = entries.get(entries.size() / 2).entry().time();
    Selection since =
        new Selection(
            1,
            Long.MAX_VALUE,
            middle,
            Instant.MAX,
            Set.of(),
            Set.of(),
            Optional.empty(),
            Set.of(),
            Set.of());
    assertEquals(those(r -> !r.entry().time().isBefore(middle)), forward(since, Long.MAX_VALUE));
    Selection inode = of(Set.of(), Set.of(3L), Set.of(), Set.of());
    assertEquals(2, forward(inode, Long.MAX_VALUE).size(), "made and written");
  }

  @Test
  void filters_byPath_followTheTree() throws IOException {
    assertEquals(2, forward(path("a b/*"), Long.MAX_VALUE).size(), "made and written");
    assertEquals(forward(path("one"), Long.MAX_VALUE), forward(path("a b/one"), Long.MAX_VALUE));
    assertEquals(40, forward(path("f*"), Long.MAX_VALUE).size());
    assertEquals(List.of(), forward(path("nowhere"), Long.MAX_VALUE));
    assertEquals(forward(path("f1?"), 99).reversed(), backward(path("f1?"), 99));
  }

  @Test
  void filters_byCollectionAndState_choose() throws IOException {
    List<Long> changes = those(r -> EntryState.UNSENT.holds(r.entry(), EntryState.Reach.NONE));
    Selection collection = of(Set.of(), Set.of(), Set.of(VolumeRig.UUID), Set.of());
    assertTrue(forward(collection, Long.MAX_VALUE).containsAll(changes));
    Selection other = of(Set.of(), Set.of(), Set.of("zzzzz-4zz18-xxxxxxxxxxxxxxx"), Set.of());
    assertEquals(List.of(), forward(other, Long.MAX_VALUE));
    Selection unsent = of(Set.of(), Set.of(), Set.of(), Set.of(EntryState.UNSENT));
    assertEquals(changes, forward(unsent, Long.MAX_VALUE));
    Selection forced = of(Set.of(), Set.of(), Set.of(), Set.of(EntryState.FORCED));
    Selection unforced = of(Set.of(), Set.of(), Set.of(), Set.of(EntryState.UNFORCED));
    List<Long> both = new ArrayList<>(forward(forced, Long.MAX_VALUE));
    assertFalse(both.isEmpty());
    both.addAll(forward(unforced, Long.MAX_VALUE));
    assertEquals(those(_ -> true), both);
  }

  @Test
  void damage_isToldOfAndWhatStandsBehindItShown(@TempDir Path root) throws IOException {
    Path volume = root.resolve("v");
    VolumeRig.copy(made.resolve("killed"), volume);
    var place = entries.get(6).frame().place();
    VolumeRig.flip(
        volume.resolve("log").resolve(place.file().getFileName().toString()),
        place.offset() + 55,
        1);
    Shown shown = new Shown();
    Shown reversed = new Shown();

    listing(volume, ALL, Long.MAX_VALUE).forward(shown);
    listing(volume, ALL, Long.MAX_VALUE).backward(reversed);

    assertEquals(those(r -> r.entry().position().value() != 7), shown.positions);
    assertEquals(shown.positions.reversed(), reversed.positions);
    assertEquals(shown.findings, reversed.findings);
    assertEquals(4, shown.findings.getFirst().severity().status());
  }

  @Test
  void follow_ofAVolumeThatChanges_showsEachEntryOnce(@TempDir Path root) throws IOException {
    Path volume = root.resolve("v");
    Shown shown = new Shown();
    try (Volume open = VolumeRig.open(volume)) {
      Listing listing = listing(volume, ALL, Long.MAX_VALUE);
      listing.forward(shown);
      int[] rounds = {0};
      listing.follow(
          shown,
          () -> {
            VolumeRig.file(open, Ino.ROOT, "f" + rounds[0], "x".repeat(3000));
            return ++rounds[0] < 40;
          });
    }
    List<Long> expected = new ArrayList<>();
    for (long position = 1; position <= shown.positions.size(); position++) {
      expected.add(position);
    }
    assertEquals(expected, shown.positions);
    assertTrue(shown.positions.size() > 78, () -> "" + shown.positions.size());
  }

  @Test
  void follow_ofALimit_countsWhatWasShownBefore(@TempDir Path root) throws IOException {
    Path volume = root.resolve("v");
    Shown shown = new Shown();
    try (Volume open = VolumeRig.open(volume)) {
      int limit = VolumeRig.entries(volume).size() + 3;
      Listing listing = listing(volume, ALL, limit);
      listing.forward(shown);
      int[] rounds = {0};
      listing.follow(
          shown,
          () -> {
            VolumeRig.file(open, Ino.ROOT, "f" + rounds[0], "x");
            return ++rounds[0] < 40;
          });
      assertEquals(limit, shown.positions.size());
    }
  }

  @Test
  void follow_byPath_seesWhatCameBeforeItBegan(@TempDir Path root) throws IOException {
    Path volume = root.resolve("v");
    Shown shown = new Shown();
    try (Volume open = VolumeRig.open(volume)) {
      Listing listing = listing(volume, path("brief"), Long.MAX_VALUE);
      listing.forward(shown);
      VolumeRig.file(open, Ino.ROOT, "brief", "x");
      var _ =
          open.execute(
              new Command.Rename(Ino.ROOT, new Name("brief"), Ino.ROOT, new Name("then"), false));
      listing.follow(shown, () -> false);
    }

    assertEquals(3, shown.positions.size(), "made, written, renamed");
  }
}
