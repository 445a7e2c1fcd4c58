package io.arvfs.cli;

import static io.arvfs.cli.JournalRun.run;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.arvfs.cli.journal.VolumeRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which directories are taken for a volume's. */
class TargetTest {

  @TempDir private static Path made;
  @TempDir private Path root;
  private Path volume = Path.of("/");

  @BeforeAll
  static void makeOnce() throws IOException {
    VolumeRig.killed(made.resolve("live"), made.resolve("killed"));
  }

  @BeforeEach
  void make() throws IOException {
    volume = root.resolve("volume");
    VolumeRig.copy(made.resolve("killed"), volume);
  }

  @Test
  void directory_withAnotherProgramsLogs_isNoVolume() throws IOException {
    Path other = Files.createDirectories(root.resolve("var"));
    Files.createDirectory(other.resolve("log"));
    run("verify", other).refusing("var is neither a mount point of arv-fs nor a volume's");
    Files.createFile(other.resolve("log/syslog"));
    run("verify", other).refusing("var is neither a mount point of arv-fs nor a volume's");
    run("recover", other, "--into", root.resolve("new")).refusing("is neither");
  }

  @Test
  void volume_intoWhichNothingWasWritten_isNotToBeDeleted() throws IOException {
    Path fresh = root.resolve("fresh");
    Files.createDirectories(fresh.resolve("log"));
    Files.createDirectories(fresh.resolve("segments"));

    JournalRun ran = run("verify", fresh).with(0).saying("nothing was ever written");

    assertFalse(ran.out().contains("delete"), ran::toString);
  }

  @Test
  void log_alone_isAVolumesToo() throws IOException {
    for (String part : List.of("segments", "index", "manifests")) {
      VolumeRig.delete(volume.resolve(part));
    }

    run("inspect", volume, "--limit", 1).with(0);
  }

  @Test
  void volume_thatLostItsLogAndItsIndex_isSavedFromItsCheckpoint() throws IOException {
    VolumeRig.checkpoint(volume, VolumeRig.entries(volume).size());
    VolumeRig.delete(volume.resolve("log"));
    VolumeRig.delete(volume.resolve("index"));

    run("recover", volume, "--into", root.resolve("new")).with(4).saying("as the checkpoint tells");
    run("verify", root.resolve("new")).with(0);
  }

  @Test
  void volume_madeUnderALocaleWithOtherDigits_isOneLikeAnother() throws IOException {
    Locale before = Locale.getDefault();
    Path foreign = root.resolve("foreign");
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      VolumeRig.trimmed(foreign);
    } finally {
      Locale.setDefault(before);
    }

    run("verify", foreign, "--full").with(0);
  }
}
