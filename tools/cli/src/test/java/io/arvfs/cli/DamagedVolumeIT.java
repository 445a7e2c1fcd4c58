package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.mount.User;
import io.arvfs.mount.control.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user hears who mounts a volume that has lost something, and what then helps. */
@Timeout(300)
class DamagedVolumeIT {

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  private final Program program = Program.of(ArvFs.class, cluster);
  private final Program journal = Program.of(ArvFsJournal.class, cluster);

  @TempDir private Path root;
  private Path point = Path.of("/");
  private Path volume = Path.of("/");

  /** A volume after a clean unmount: an index, a checkpoint, and the log since. */
  @BeforeEach
  void make() throws Exception {
    point = Files.createDirectory(root.resolve("mnt"));
    String uuid = cluster.createCollection("c", "");
    Files.writeString(root.resolve("uuid"), uuid);
    assertEquals(0, mount().status());
    Program.shell("cd '" + point + "' && echo kept >f && mkdir d");
    unmount();
    volume = Path.of(Program.shell("echo " + root + "/state/*/*/*/1"));
  }

  @AfterEach
  void close() throws Exception {
    var _ = program.run("unmount", point.toString());
    Program.shell("umount -l '" + point + "' || true");
    cluster.close();
  }

  private Program.Ran mount(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("mount"));
    words.addAll(List.of(more));
    words.addAll(List.of("--collection", Files.readString(root.resolve("uuid"))));
    words.addAll(List.of("--read-write", "--state-dir", root.resolve("state").toString()));
    words.add(point.toString());
    return program.run(words.toArray(String[]::new));
  }

  private void unmount() throws Exception {
    Program.Ran ran = program.run("unmount", point.toString());
    assertEquals(0, ran.status(), ran::err);
  }

  @Test
  void log_thatEndsBeforeItsCheckpoint_isRefusedWithWhatHelps() throws Exception {
    Program.shell("mkdir " + root + "/aside && mv " + volume + "/log/*.cq4 " + root + "/aside");

    for (Program.Ran refused : List.of(mount(), mount("--foreground"))) {
      assertEquals(1, refused.status(), refused::err);
      assertEquals(1, refused.complaints().size(), refused::err);
      String line = refused.complaints().getFirst();
      assertTrue(line.startsWith("arv-fs: the log in " + volume + "/log ends before"), line);
      assertTrue(line.contains("its last files are missing; put them back"), line);
      assertTrue(line.contains("arv-fs-journal verify " + volume), line);
      assertTrue(line.contains("arv-fs-journal recover " + volume + " --into NEWDIR"), line);
    }

    assertEquals(4, journal.run("verify", volume.toString()).status());
    String saved = root.resolve("saved").toString();
    Program.Ran recovered = journal.run("recover", volume.toString(), "--into", saved, "--yes");
    assertTrue(recovered.status() == 3 || recovered.status() == 4, recovered::err);
    Program.shell("rm -f " + volume + "/log/*.cq4 && mv " + root + "/aside/* " + volume + "/log");
    assertEquals(0, mount().status(), "they are back");
    assertEquals("kept", Files.readString(point.resolve("f")).strip());
  }

  @Test
  void index_thatCannotBeOpened_isMadeAgainWithAWarning() throws Exception {
    Files.writeString(volume.resolve("index/CURRENT"), "MANIFEST-000000\n");

    Program.Ran verified = journal.run("verify", volume.toString());
    assertEquals(3, verified.status(), verified.out() + verified.err());
    assertTrue(verified.out().contains("it is made again"), verified::out);
    Program.Ran mounted = mount();

    assertEquals(0, mounted.status(), mounted::err);
    assertEquals("kept", Files.readString(point.resolve("f")).strip());
    String log = Files.readString(new Registry(User.id()).log(Registry.canonical(point)));
    assertTrue(log.contains("the index of " + volume + " is damaged and is made again"), log);
  }
}
