package io.arvfs.cli.journal;

import static io.arvfs.cli.JournalRun.run;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which entries {@code recover --skip} goes past. */
class SkipsTest {

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path volume = Path.of("/");
  private Path saved = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    saved = root.resolve("saved");
    VolumeRig.copy(made.resolve("killed"), volume);
  }

  @Test
  void skip_inASoundVolume_isRefused() {
    run("recover", volume, "--into", saved, "--skip", 7)
        .refusing("--skip 7: ", "no entry is damaged");

    assertFalse(Files.exists(saved));
  }

  @Test
  void skip_ofAnotherEntryThanTheDamagedOnes_isRefusedNamingThose() throws IOException {
    VolumeRig.damage(volume, 12);
    VolumeRig.damage(volume, 5);
    VolumeRig.delete(volume.resolve("index"));

    run("recover", volume, "--into", saved, "--skip", "5,7")
        .refusing("--skip 7: ", "the damaged entries are 5, 12");

    assertFalse(Files.exists(saved));
    run("recover", volume, "--into", saved, "--skip", "5,12").with(4);
  }

  @Test
  void skip_ofAnyEntryInAHole_goesPastIt() throws IOException {
    VolumeRig.damage(volume, 13);
    VolumeRig.damage(volume, 12);

    run("recover", volume, "--into", saved, "--skip", 13).with(4).saying("entries saved: ");
    run("verify", saved).with(0);
  }

  @Test
  void skip_ofAnEntryThatDoesNotFit_takesTheOthers() throws IOException {
    VolumeRig.delete(volume.resolve("index"));
    Unlinked unlinked = new Unlinked(new Ino(4711), Ino.ROOT, new Name("nowhere"));
    long at = VolumeRig.append(volume, unlinked);

    run("recover", volume, "--into", saved, "--skip", at).with(4).saying("entries saved: " + at);
    run("verify", saved).with(0);
  }

  @Test
  void skip_whereACheckpointKnowsMoreThanTheLog_keepsWhatItKnows() throws IOException {
    long last = VolumeRig.entries(volume).getLast().entry().position().value();
    VolumeRig.checkpoint(volume, last);
    Files.delete(VolumeRig.logFiles(volume).getLast());
    VolumeRig.damage(volume, 5);

    run("recover", volume, "--into", saved, "--skip", 5).with(4).saying("as the checkpoint tells");
    run("verify", saved).with(0);
  }
}
