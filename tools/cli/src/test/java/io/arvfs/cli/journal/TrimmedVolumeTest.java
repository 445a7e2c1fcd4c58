package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.fs.Volume;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose log was trimmed is looked at from a checkpoint on. */
class TrimmedVolumeTest {

  @TempDir private Path root;
  private Path volume = Path.of("/");
  private String tree = "";

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    VolumeRig.trimmed(volume);
    try (Volume open = VolumeRig.open(volume)) {
      tree = TreeDigest.of(open.view());
    }
    assertTrue(first(volume) > 1, "the log still has its beginning");
  }

  private static long first(Path of) throws IOException {
    return VolumeRig.entries(of).getFirst().entry().position().value();
  }

  private Verification.Result verified(Path of, Depth depth) throws IOException {
    return new Verification(VolumeRig.files(of), depth, VolumeRig.NO_PROGRESS).run();
  }

  private Path checkpoint() throws IOException {
    List<Path> files = new Checkpoints(new FileDisk(), volume.resolve("checkpoints")).files();
    assertEquals(1, files.size());
    return files.getFirst();
  }

  @Test
  void verify_atEachDepth_findsNothing() throws IOException {
    for (Depth depth : Depth.values()) {
      assertEquals(0, verified(volume, depth).status(), () -> depth + " finds something");
    }
  }

  @Test
  void replay_isTheTreeThatIsThere() throws IOException {
    assertEquals(tree, replayed(Refold.Until.END));
  }

  private String replayed(Refold.Until until) throws IOException {
    try (HeapIndex index = new HeapIndex(Projection.families())) {
      Refold.Outcome outcome =
          new Refold(VolumeRig.files(volume), index, until, VolumeRig.NO_PROGRESS).run(null);
      assertEquals(List.of(), outcome.findings());
      return TreeDigest.of(new io.arvfs.fs.tree.TreeView(index));
    }
  }

  @Test
  void salvage_keepsTheCheckpointAndCanBeOpened() throws IOException {
    Path saved = root.resolve("saved");

    Salvage.Result result =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(0, result.status(), () -> result.lost().toString());
    assertEquals(0, verified(saved, Depth.FULL).status());
    assertTrue(first(saved) > 1);
    try (Volume again = VolumeRig.open(saved)) {
      assertEquals(tree, TreeDigest.of(again.view()));
      VolumeRig.file(again, Ino.ROOT, "after", "after");
    }
    try (Volume third = VolumeRig.open(saved)) {
      assertTrue(third.view().child(Ino.ROOT, new Name("after")).isPresent());
    }
  }

  @Test
  void damagedCheckpoint_isFoundAndNothingIsMadeUp() throws IOException {
    Path file = checkpoint();
    VolumeRig.flip(file, Files.size(file) / 2, 1);
    Path saved = root.resolve("saved");

    Verification.Result verified = verified(volume, Depth.NORMAL);
    Salvage.Result salvaged =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(saved);

    assertEquals(Severity.RECOVERABLE.status(), verified.status());
    assertTrue(
        verified.findings().stream().anyMatch(f -> f.line().contains(file.toString())),
        () -> verified.findings().toString());
    assertEquals(Severity.RECOVERABLE.status(), salvaged.status());
    assertEquals(tree, VolumeRig.tree(saved), "as the index has it");

    VolumeRig.delete(volume.resolve("index"));
    Path other = root.resolve("other");
    Salvage.Result alone =
        new Salvage(VolumeRig.files(volume), Set.of(), false, VolumeRig.NO_PROGRESS).into(other);
    assertEquals(Severity.LOST.status(), alone.status());
    assertEquals(Severity.LOST.status(), verified(volume, Depth.NORMAL).status());
    assertFalse(Files.exists(other.resolve("log")));
  }
}
