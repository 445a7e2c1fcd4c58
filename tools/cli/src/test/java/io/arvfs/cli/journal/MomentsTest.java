package io.arvfs.cli.journal;

import static io.arvfs.cli.JournalRun.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.cli.JournalRun;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.host.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which moments of a volume can be shown: of a trimmed one, and of a damaged one. */
class MomentsTest {

  private static final int CHECKPOINT = 20;
  private static final int LATER = 30;

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path volume = Path.of("/");
  private Path out = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
    VolumeRig.trimmed(made.resolve("trimmed"));
  }

  @BeforeEach
  void make() {
    volume = root.resolve("volume");
    out = root.resolve("out");
  }

  private List<Checkpoint> checkpoints() throws IOException {
    return new Checkpoints(new FileDisk(), volume.resolve("checkpoints")).list();
  }

  private String timeOf(long position) throws IOException {
    return VolumeRig.entries(volume).stream()
        .filter(read -> read.entry().position().value() == position)
        .map(read -> read.entry().time().toString())
        .findFirst()
        .orElseThrow();
  }

  private String treeAt(long position) {
    String said = run("replay", volume, "--to", position).with(0).out();
    return said.replaceAll("(?s).*\ntree ([0-9a-f]+)\n.*", "$1");
  }

  private long last() throws IOException {
    return VolumeRig.entries(volume).getLast().entry().position().value();
  }

  @Test
  void moment_beforeWhatIsKept_isRefused() throws IOException {
    VolumeRig.copy(made.resolve("trimmed"), volume);
    long first = checkpoints().getFirst().position().value();

    run("export", volume, out, "--at", "9999d").refusing("--at 9999d is before", "" + first);
    run("export", volume, out, "--at", "2020-01-01").refusing("--at 2020-01-01 is before");
    run("export", volume, out, "--at", first - 1).refusing("--at " + (first - 1) + " is before");
    run("replay", volume, "--to", first - 1).refusing("--to " + (first - 1) + " is before");
    run("export", volume, out, "--at", first).with(0).saying("as of position " + first + "\n");
    run("export", volume, root.resolve("by"), "--at", timeOf(first)).with(0);
  }

  @Test
  void moment_beforeTheOldestCheckpointThatIsWhole_isRefusedNamingTheDamagedOne()
      throws IOException {
    VolumeRig.copy(made.resolve("trimmed"), volume);
    Checkpoint oldest = checkpoints().getFirst();
    long between = oldest.position().value() + 1;
    String time = timeOf(between);
    VolumeRig.checkpoint(volume, last());
    VolumeRig.flip(oldest.file(), Files.size(oldest.file()) / 2, 1);

    String file = String.valueOf(oldest.file().getFileName());
    run("export", volume, out, "--at", between).refusing("is before", file + " is damaged");
    run("export", volume, out, "--at", time).refusing("is before", file + " is damaged");
    run("replay", volume, "--to", between).refusing("is before", file + " is damaged");
    run("export", volume, out, "--at", last()).with(0);
  }

  @Test
  void entries_beforeTheOldestCheckpointThatIsWhole_haveNoPathsAndAreShown() throws IOException {
    VolumeRig.copy(made.resolve("trimmed"), volume);
    Checkpoint oldest = checkpoints().getFirst();
    VolumeRig.checkpoint(volume, last());
    VolumeRig.flip(oldest.file(), Files.size(oldest.file()) / 2, 1);
    long first = VolumeRig.entries(volume).getFirst().entry().position().value();
    String told = "the paths of the entries %d to %d cannot be told".formatted(first, last() - 1);

    JournalRun ran = run("inspect", volume, "--path", "e1").with(3).complaining(told);
    assertEquals(last() - first, ran.out().lines().count(), ran::toString);
    run("inspect", volume, "--path", "e1", "--reverse").with(3).complaining(told);
    run("inspect", volume, "--path", "e1", "--kind", "FileCreated").with(3).saying("name=late");
    long created =
        VolumeRig.entries(volume).stream()
            .filter(read -> read.kind().equals("FileCreated"))
            .findFirst()
            .orElseThrow()
            .entry()
            .position()
            .value();
    run("show", volume, created).with(0).saying("(cannot be told)");
    run("inspect", volume).with(0);
  }

  @Test
  void moment_justBeforeDamage_isNotLost() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    String tree = treeAt(8);
    VolumeRig.damage(volume, 9);

    run("export", volume, out, "--at", 8).with(0).saying("as of position 8\n");
    run("replay", volume, "--to", 8, "--assert", tree).with(0);
    run("export", volume, root.resolve("lost"), "--at", 9).with(4);
  }

  @Test
  void lastMoment_beforeADamagedEnd_isNotLost() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    long last = last();
    VolumeRig.damage(volume, last);

    run("export", volume, out, "--at", last - 1).with(0).saying("as of position " + (last - 1));
  }

  @Test
  void lastMoment_ofALogThatLostItsEnd_isNotLost() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    VolumeRig.checkpoint(volume, last());
    Files.delete(VolumeRig.logFiles(volume).getLast());
    long last = last();

    run("export", volume, out, "--at", last).with(0).saying("as of position " + last + "\n");
    run("export", volume, root.resolve("all")).with(4);
  }

  @Test
  void moment_behindACheckpointThatIsBehindDamage_isShownWhole() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    String tree = treeAt(LATER);
    VolumeRig.checkpoint(volume, CHECKPOINT);
    VolumeRig.damage(volume, 5);

    run("export", volume, out, "--at", LATER).with(3).saying("as of position " + LATER + "\n");
    assertEquals("1\n", Files.readString(out.resolve("a b/one")));
    assertTrue(Files.exists(out.resolve("f0")));
    Path by = root.resolve("by");
    String time = timeOf(LATER);
    run("export", volume, by, "--at", time).with(3).saying("as of position ");
    assertTrue(Files.exists(by.resolve("f0")));
    run("replay", volume, "--to", LATER, "--assert", tree).with(3);
    run("replay", volume, "--to", CHECKPOINT).with(3).saying("position " + CHECKPOINT + "\n");
  }

  @Test
  void moment_betweenDamageAndTheCheckpoint_isLost() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    String time = timeOf(6);
    VolumeRig.checkpoint(volume, CHECKPOINT);
    VolumeRig.damage(volume, 5);

    run("export", volume, out, "--at", CHECKPOINT - 1).with(4).saying("as of position 4\n");
    run("export", volume, root.resolve("by"), "--at", time).with(4).saying("as of position 4\n");
    assertFalse(Files.exists(out.resolve("f0")));
  }

  @Test
  void damage_inSeveralPlacesBeforeTheCheckpoint_isPassed() throws IOException {
    VolumeRig.copy(made.resolve("killed"), volume);
    String tree = treeAt(LATER);
    VolumeRig.checkpoint(volume, CHECKPOINT);
    for (int at : new int[] {CHECKPOINT - 1, CHECKPOINT - 2, 9}) {
      VolumeRig.damage(volume, at);
    }

    run("replay", volume, "--to", LATER, "--assert", tree)
        .with(3)
        .complaining("the entry 9 cannot be read; the checkpoint at " + CHECKPOINT)
        .complaining("the entries 18 to 19 cannot be read; the checkpoint at " + CHECKPOINT);
    run("replay", volume, "--to", CHECKPOINT).with(3).saying("position " + CHECKPOINT + "\n");
  }
}
