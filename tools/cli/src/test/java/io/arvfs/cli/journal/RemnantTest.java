package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.fs.Volume;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of which a checkpoint or the index knows more than what is left of the log. */
class RemnantTest {

  private static final int FILES = 10;

  @TempDir private Path root;
  private Path volume = Path.of("/");
  private Path saved = Path.of("/");
  private String atCheckpoint = "";
  private String atEnd = "";

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    saved = root.resolve("saved");
    try (Volume open = VolumeRig.open(volume)) {
      addFiles(open, "a");
      open.condense();
      atCheckpoint = VolumeRig.tree(open);
    }
    try (Volume open = VolumeRig.open(volume)) {
      addFiles(open, "b");
      atEnd = VolumeRig.tree(open);
    }
  }

  private static void addFiles(Volume open, String prefix) throws IOException {
    for (int i = 0; i < FILES; i++) {
      VolumeRig.file(open, Ino.ROOT, prefix + i, prefix + " content " + i);
    }
    open.force(open.appended());
  }

  private List<Path> logFiles() throws IOException {
    return new FileDisk()
        .list(volume.resolve("log")).stream()
            .filter(file -> file.toString().contains(".cq4") && !file.toString().endsWith("t"))
            .toList();
  }

  /** Saves into a volume that must be whole, and be one that goes on. */
  private Salvage.Result salvage(String tree) throws IOException {
    List<String> before = VolumeRig.listing(volume);
    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);
    assertEquals(before, VolumeRig.listing(volume), "the old volume is not touched");
    Verification.Result verified =
        new Verification(VolumeRig.files(saved), Depth.FULL, VolumeRig.NO_PROGRESS).run();
    assertEquals(List.of(), verified.findings());
    assertEquals(tree, VolumeRig.tree(saved));
    try (Volume open = VolumeRig.open(saved)) {
      assertEquals(tree, VolumeRig.tree(open));
      VolumeRig.file(open, Ino.ROOT, "after", "after");
    }
    try (Volume open = VolumeRig.open(saved)) {
      assertTrue(open.view().child(Ino.ROOT, new Name("after")).isPresent());
    }
    return result;
  }

  @Test
  void lostEnd_isSavedFromTheIndex() throws IOException {
    Files.delete(logFiles().getLast());

    Salvage.Result result = salvage(atEnd);

    assertEquals(Severity.LOST.status(), result.status());
    assertTrue(result.saved().getFirst().contains("as the index tells"), result::toString);
  }

  @Test
  void lostLog_isSavedFromTheIndex() throws IOException {
    for (Path file : logFiles()) {
      Files.delete(file);
    }

    assertEquals(Severity.LOST.status(), salvage(atEnd).status());
  }

  @Test
  void lostLogAndIndex_areSavedFromTheCheckpoint() throws IOException {
    for (Path file : logFiles()) {
      Files.delete(file);
    }
    VolumeRig.delete(volume.resolve("index"));

    Salvage.Result result = salvage(atCheckpoint);

    assertTrue(result.saved().getFirst().contains("as the checkpoint tells"), result::toString);
  }

  @Test
  void entryLostBeforeTheIndex_isPassed() throws IOException {
    List<ReadEntry> entries = VolumeRig.entries(volume);
    SurveyedFrame frame = entries.get(entries.size() / 2).frame();
    VolumeRig.flip(frame.place().file(), frame.place().offset() + frame.bytes() - 3, 1);

    Salvage.Result result = salvage(atEnd);

    assertEquals(Severity.LOST.status(), result.status());
  }

  @Test
  void damagedCheckpoint_knowsNothing() throws IOException {
    for (Path file : logFiles()) {
      Files.delete(file);
    }
    VolumeRig.delete(volume.resolve("index"));
    Path checkpoint = new FileDisk().list(volume.resolve("checkpoints")).getLast();
    VolumeRig.flip(checkpoint, Files.size(checkpoint) / 2, 1);

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(List.of("nothing was saved"), result.saved());
    assertEquals(Severity.LOST.status(), result.status());
  }

  @Test
  void rowsOfAnotherCollection_knowNothing() throws IOException {
    VolumeFiles files = VolumeRig.files(volume);

    assertEquals(
        Optional.empty(), Remnant.beyond(files, Position.NONE, "zzzzz-4zz18-999999999999999"));
    try (Remnant own = Remnant.beyond(files, Position.NONE, VolumeRig.UUID).orElseThrow()) {
      assertEquals("the index", own.source());
    }
  }
}
