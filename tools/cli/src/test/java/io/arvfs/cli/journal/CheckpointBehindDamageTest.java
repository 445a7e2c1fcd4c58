package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.fs.Volume;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose log is damaged before its newest checkpoint, which has what came of it. */
class CheckpointBehindDamageTest {

  private static final int FILES = 20;

  @TempDir private Path root;
  private Path volume = Path.of("/");
  private String tree = "";
  private Position damaged = Position.NONE;

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    List<Path> log;
    try (Volume open = VolumeRig.open(volume)) {
      for (int i = 0; i < FILES; i++) {
        VolumeRig.file(open, Ino.ROOT, "a" + i, "content " + i);
      }
      open.force(open.appended());
      log = logFiles();
      for (Path file : log) {
        Files.createLink(kept(file), file);
      }
      open.condense();
      VolumeRig.file(open, Ino.ROOT, "last", "last");
      open.force(open.appended());
      tree = VolumeRig.tree(open);
    }
    putBack(log);
    Position newest =
        new Checkpoints(new FileDisk(), volume.resolve("checkpoints")).list().getLast().position();
    List<SurveyedFrame> frames = VolumeRig.entries(volume).stream().map(ReadEntry::frame).toList();
    SurveyedFrame frame = frames.get(frames.size() / 3);
    damaged = frame.frame().position();
    assertTrue(newest.isAfter(damaged), "the checkpoint is at " + newest);
    VolumeRig.flip(frame.place().file(), frame.place().offset() + frame.bytes() - 3, 1);
  }

  private List<Path> logFiles() throws IOException {
    return new FileDisk().list(volume.resolve("log"));
  }

  private Path kept(Path file) {
    return root.resolve("kept-" + file.getFileName());
  }

  /** So stands the log of a volume that has taken one checkpoint. */
  private void putBack(List<Path> log) throws IOException {
    for (Path file : log) {
      if (!Files.exists(file)) {
        Files.move(kept(file), file);
      }
    }
  }

  @Test
  void verify_tellsOfTheEntryAndOfNothingElse() throws IOException {
    Verification.Result result =
        new Verification(VolumeRig.files(volume), Depth.FULL, VolumeRig.NO_PROGRESS).run();

    assertEquals(List.of(damaged), result.findings().stream().map(Finding::position).toList());
    assertEquals(Severity.RECOVERABLE.status(), result.status());
  }

  @Test
  void replay_hasAllThatTheMountHad() throws IOException {
    try (HeapIndex index = new HeapIndex(Projection.families());
        IndexOnDisk disk = IndexOnDisk.open(VolumeRig.files(volume))) {
      Refold.Outcome outcome =
          new Refold(VolumeRig.files(volume), index, Refold.Until.END, VolumeRig.NO_PROGRESS)
              .run(disk);

      assertEquals(tree, TreeDigest.of(new TreeView(index)));
      assertEquals(true, outcome.equal().orElseThrow());
      assertEquals(Severity.RECOVERABLE.status(), outcome.status());
    }
  }

  @Test
  void moment_beforeTheDamage_isStillShown() throws IOException {
    try (HeapIndex index = new HeapIndex(Projection.families())) {
      Refold.Until until = new Refold.Until(damaged.value() - 1, java.time.Instant.MAX);
      Refold.Outcome outcome =
          new Refold(VolumeRig.files(volume), index, until, VolumeRig.NO_PROGRESS).run(null);

      assertEquals(damaged.value() - 1, outcome.applied().position().value());
    }
  }
}
