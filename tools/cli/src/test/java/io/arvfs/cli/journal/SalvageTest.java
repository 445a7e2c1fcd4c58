package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.fs.Volume;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.index.Index;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a salvage saves, what it says is lost, and that the new volume is one. */
class SalvageTest {

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path live = Path.of("/");
  private Path volume = Path.of("/");
  private Path saved = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  @BeforeEach
  void make() throws IOException {
    live = root.resolve("live");
    volume = root.resolve("killed");
    VolumeRig.copy(made.resolve("live"), live);
    VolumeRig.copy(made.resolve("killed"), volume);
    saved = root.resolve("saved");
  }

  private Salvage.Result salvage(Long... skips) throws IOException {
    List<String> before = VolumeRig.listing(volume);
    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(skips), false, VolumeRig.NO_PROGRESS)
            .into(saved);
    assertEquals(before, VolumeRig.listing(volume), "the old volume is not touched");
    Verification.Result verified =
        new Verification(VolumeRig.files(saved), Depth.FULL, VolumeRig.NO_PROGRESS).run();
    assertEquals(0, verified.status(), () -> verified.findings().toString());
    return result;
  }

  /** How many entries there are before the last one, which says that all of them are durable. */
  private long savedEntries() throws IOException {
    ReadEntry last = VolumeRig.entries(saved).getLast();
    long before = last.entry().position().value() - 1;
    assertEquals(List.of(), last.entry().events());
    assertEquals(before, last.frame().frame().forcedThrough().value());
    return before;
  }

  private long flipFrame(Predicate<Event> of) throws IOException {
    for (ReadEntry read : VolumeRig.entries(volume)) {
      if (read.entry().events().stream().anyMatch(of)) {
        var place = read.frame().place();
        VolumeRig.flip(place.file(), place.offset() + 60, 8);
        return read.entry().position().value();
      }
    }
    throw new IllegalStateException("no such entry");
  }

  @Test
  void soundVolume_isSavedWholeAndCanBeOpened() throws IOException {
    Salvage.Result result = salvage();

    assertEquals(0, result.status(), () -> result.lost().toString());
    assertEquals(VolumeRig.tree(volume), VolumeRig.tree(saved));
    assertEquals(VolumeRig.entries(volume).size(), savedEntries());
    try (Volume again = VolumeRig.open(saved)) {
      VolumeRig.file(again, Ino.ROOT, "after", "after");
    }
    try (Volume third = VolumeRig.open(saved)) {
      assertTrue(third.view().child(Ino.ROOT, new Name("after")).isPresent());
      assertTrue(third.view().child(Ino.ROOT, new Name("f19")).isPresent());
    }
  }

  @Test
  void damagedEntry_cutsTheRest() throws IOException {
    long at = flipFrame(e -> e instanceof FileCreated made && made.name().equals(new Name("f3")));
    VolumeRig.delete(volume.resolve("index"));

    Salvage.Result result = salvage();

    assertEquals(4, result.status());
    assertEquals(at - 1, savedEntries());
    assertTrue(result.saved().stream().anyMatch(l -> l.contains("--skip " + at)));
  }

  @Test
  void logWithoutEntries_isNoVolumeThatCouldBeSaved() throws IOException {
    VolumeRig.files(volume)
        .disk()
        .list(volume.resolve("log"))
        .forEach(file -> assertTrue(file.toFile().delete()));
    VolumeRig.delete(volume.resolve("index"));

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(4, result.status());
    assertFalse(result.isAnything());
    assertFalse(Files.exists(saved));
  }

  @Test
  void damagedEntry_beforeACheckpoint_costsOnlyThePast() throws IOException {
    String tree = VolumeRig.tree(volume);
    try (Past past = new Past(VolumeRig.files(volume))) {
      var _ = VolumeRig.files(volume).read(past::take);
      try (Index.Snapshot rows = past.index().snapshot()) {
        var _ =
            new Checkpoints(new FileDisk(), volume.resolve("checkpoints"))
                .write(rows, Projection.families(), () -> false);
      }
    }
    long at = flipFrame(e -> e instanceof FileCreated made && made.name().equals(new Name("f3")));

    Salvage.Result result = salvage();

    assertEquals(4, result.status());
    assertTrue(result.lost().getFirst().line().contains("entry " + at));
    assertEquals(tree, VolumeRig.tree(saved));
  }

  @Test
  void damagedEntry_thatIsSkipped_costsOneFileItsPlace() throws IOException {
    long at = flipFrame(e -> e instanceof FileCreated made && made.name().equals(new Name("f3")));

    Salvage.Result result = salvage(at);

    assertEquals(4, result.status());
    assertEquals(VolumeRig.entries(volume).getLast().entry().position().value(), savedEntries());
    try (Volume again = VolumeRig.open(saved)) {
      assertFalse(again.view().child(Ino.ROOT, new Name("f3")).isPresent());
      assertTrue(again.view().child(Ino.ROOT, new Name("f4")).isPresent());
    }
    assertEquals("content 3", foundFile(""));
  }

  @Test
  void lostDirectory_leavesItsFilesInLostAndFound() throws IOException {
    long at =
        flipFrame(e -> e instanceof DirectoryMade made && made.name().equals(new Name("a b")));

    var _ = salvage(at);

    assertEquals("1\n", foundFile("-one"));
  }

  @Test
  void wrongBytes_areDroppedAndTheRestOfTheFileIsFound() throws IOException {
    for (ReadEntry read : VolumeRig.entries(volume)) {
      for (Event event : read.entry().events()) {
        if (event instanceof BytesWritten w && w.data().length() == 100) {
          Path file = volume.resolve("segments/%08d.segment".formatted(w.data().segment()));
          VolumeRig.flip(file, w.data().offset() + 9, 1);
        }
      }
    }

    Salvage.Result result = salvage();

    assertEquals(4, result.status());
    assertEquals(1, result.lost().size());
    assertTrue(result.lost().getFirst().line().startsWith("100 bytes of two, written by"));
    String found = foundFile("-two");
    assertEquals("x".repeat(1000), found.substring(0, 1000));
    assertEquals("\0".repeat(100), found.substring(1000, 1100));
    assertEquals("x".repeat(3900), found.substring(1100));
  }

  private void loseTheFirstFile() throws IOException {
    Path first = VolumeRig.entries(volume).getFirst().frame().place().file();
    Files.delete(first);
  }

  @Test
  void logWithoutBeginning_thatTheIndexKnows_isSavedWhole() throws IOException {
    String tree = VolumeRig.tree(volume);
    loseTheFirstFile();

    Salvage.Result result = salvage();

    assertEquals(3, result.status(), () -> result.lost().toString());
    assertEquals(tree, VolumeRig.tree(saved));
    try (Volume again = VolumeRig.open(saved)) {
      assertTrue(again.view().child(Ino.ROOT, new Name("a b")).isPresent());
    }
  }

  @Test
  void logWithoutBeginning_thatNothingKnows_leavesTheBytesOfFiles() throws IOException {
    loseTheFirstFile();
    VolumeRig.delete(volume.resolve("index"));

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(4, result.status());
    assertEquals("content 3", foundFile("-f3"));
    assertEquals("z".repeat(300), foundFile("-last"));
    assertEquals(List.of("lost+found"), List.of(saved.toFile().list()));
    assertTrue(result.saved().getFirst().startsWith("bytes of files alone"));
  }

  @Test
  void manifest_thatIsMissing_isToldOfWithWhatToDo() throws IOException {
    Files.delete(volume.resolve("manifests").resolve(ManifestText.EMPTY.portableDataHash()));

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), true, VolumeRig.NO_PROGRESS).into(saved);

    assertTrue(
        result.lost().stream().anyMatch(f -> f.line().contains("is missing: ")),
        () -> result.lost().toString());
  }

  @Test
  void diskThatIsFull_leavesNothingBehind() throws IOException {
    Disk real = new FileDisk();
    VolumeFiles files =
        new VolumeFiles(new FullDisk(real, saved), volume, VolumeRig.files(volume).tasks());
    Salvage salvage = new Salvage(files, Set.of(), false, VolumeRig.NO_PROGRESS);

    IOException why = assertThrows(IOException.class, () -> salvage.into(saved));

    assertTrue(String.valueOf(why.getMessage()).contains("nothing of it is left"), why::toString);
    assertFalse(Files.exists(saved));
    Files.createDirectory(saved);
    assertThrows(IOException.class, () -> salvage.into(saved));
    assertEquals(List.of(), List.of(saved.toFile().list()));
  }

  /** No segment can be written below {@code full}. */
  private record FullDisk(Disk disk, Path full) implements Disk.Shown {
    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      if (file.startsWith(full) && file.toString().endsWith(".segment")) {
        throw new IOException("No space left on device");
      }
      return disk.open(file, mode);
    }
  }

  @Test
  void dryRun_writesNothing() throws IOException {
    var _ = new Salvage(VolumeRig.files(volume), Set.of(), true, VolumeRig.NO_PROGRESS).into(saved);

    assertFalse(Files.exists(saved));
  }

  private String foundFile(String suffix) throws IOException {
    try (var files = Files.list(saved.resolve("lost+found"))) {
      List<Path> all = files.filter(f -> f.toString().endsWith(suffix)).toList();
      assertEquals(1, all.size(), all::toString);
      return Files.readString(all.getFirst(), UTF_8);
    }
  }
}
