package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program that looks into journals: right about every kind of volume, and writing nothing. */
@Timeout(180)
class JournalProgramIT {

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  private final Program program = Program.of(ArvFs.class, cluster);
  private final Program journal = Program.of(ArvFsJournal.class, cluster);

  @TempDir private Path root;
  private String uuid = "";
  private Path point = Path.of("/");

  @BeforeEach
  void open() throws Exception {
    uuid = cluster.createCollection("c", "");
    point = Files.createDirectory(root.resolve("mnt"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() throws Exception {
    // Until it has ended it writes into the directory that is to be deleted.
    var _ = program.run("unmount", point.toString());
    Program.shell("umount -l '" + point + "' || true");
    cluster.close();
  }

  private void mount() throws Exception {
    String state = root.resolve("state").toString();
    Program.Ran ran =
        program.run(
            "mount", "--collection", uuid, "--read-write", "--state-dir", state, "" + point);
    assertEquals(0, ran.status(), ran::err);
  }

  /** Everything that a write, of a byte or a time, would change. */
  private static String listing(Path directory) throws Exception {
    return Program.shell(
        "cd '"
            + directory
            + "' && find . -printf '%y %m %s %T@ %C@ %p\\n' | sort"
            + " && find . -type f -print0 | sort -z | xargs -0 sha256sum");
  }

  /** The end of what a replay of {@code target} prints, which must find both sides equal. */
  private List<String> replayed(Path target) throws Exception {
    Program.Ran ran = journal.run("replay", target.toString());
    assertEquals(0, ran.status(), () -> ran.out() + ran.err());
    assertEquals("", ran.err());
    List<String> lines = ran.out().lines().toList();
    List<String> end = lines.subList(lines.size() - 5, lines.size());
    assertTrue(end.get(0).matches("position [0-9]+"), ran.out());
    assertTrue(end.get(1).matches("tree [0-9a-f]+"), ran.out());
    assertTrue(end.get(2).matches("index [0-9a-f]+ at [0-9]+"), ran.out());
    assertEquals("equal", end.get(3));
    assertTrue(end.get(4).matches("collection " + uuid + " [0-9a-f]{32}\\+[0-9]+"), ran.out());
    return end;
  }

  private void inspected(Path target, String... names) throws Exception {
    Program.Ran ran = journal.run("inspect", target.toString(), "--json");
    assertEquals(0, ran.status(), ran::err);
    List<String> lines = ran.out().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(
          lines.get(i).startsWith("{\"position\":" + (i + 1) + ",\"time\":\""), lines.get(i));
    }
    for (String name : names) {
      assertTrue(ran.out().contains("\":\"" + name + "\""), name);
    }
  }

  @Test
  void verbs_onEveryKindOfVolume_agreeAndWriteNothing() throws Exception {
    mount();
    Path volume = Path.of(Program.shell("echo " + root + "/state/*/*/*/1"));
    Program.shell(
        "cd '"
            + point
            + "' && mkdir -p 'a b/c' && echo 1 >'a b/c/one' && head -c 200000 /dev/urandom >big"
            + " && echo x >gone && rm gone && mv big large && chmod 600 large");
    var _ = replayed(point.resolve("a b/c/one"));
    inspected(point, "a b", "one", "large");
    assertEquals(0, program.run("sync", point.toString()).status());
    Program.shell("echo more >>'" + point + "/large'");
    var _ = replayed(volume);

    assertEquals(0, program.run("unmount", point.toString()).status());
    String before = listing(volume);
    List<String> ended = replayed(volume);
    assertEquals(ended, replayed(point), "by the place it was mounted at");
    inspected(volume, "a b");
    assertEquals(before, listing(volume), "nothing is written into a volume");
    assertTrue(cluster.collection(uuid).manifestText().contains(":large"));
    String pdh = cluster.collection(uuid).portableDataHash();
    assertEquals("collection " + uuid + " " + pdh, ended.get(4));

    Path copy = root.resolve("copy");
    Program.shell("cp -r '" + volume + "' '" + copy + "'");
    assertEquals(ended, replayed(copy));
    Path sealed = Files.createDirectory(root.resolve("sealed"));
    Program.shell(
        "mount --bind '"
            + copy
            + "' '"
            + sealed
            + "' && mount -o remount,ro,bind '"
            + sealed
            + "'");
    try {
      assertEquals(ended, replayed(sealed));
      inspected(sealed, "large");
    } finally {
      Program.shell("umount -l '" + sealed + "'");
    }
    Program.shell("rm -r '" + copy + "/index'");
    Program.Ran without = journal.run("replay", copy.toString());
    assertTrue(without.out().contains("\n" + ended.get(1) + "\n"), without.out());
    assertTrue(!Files.exists(copy.resolve("index")), "no index is made");
  }

  @Test
  void replay_ofACommitAlone_keepsTheTreesDigest() throws Exception {
    mount();
    Program.shell("cd '" + point + "' && head -c 100000 /dev/urandom >f && mkdir d");
    String before = replayed(point).get(1);

    assertEquals(0, program.run("sync", point.toString()).status());

    assertEquals(before, replayed(point).get(1));
  }

  @Test
  void replay_afterAKill_isEqual() throws Exception {
    mount();
    Program.shell("cd '" + point + "' && for i in 1 2 3 4 5 6 7 8 9; do echo $i >f$i; done");
    String tree = replayed(point).get(1);

    String said = program.run("status", point.toString(), "--json").out();
    Program.shell("kill -9 " + said.replaceAll("(?s).*\"pid\":([0-9]+).*", "$1"));

    assertEquals(tree, replayed(point).get(1));
  }

  @Test
  void follow_ofALiveMount_showsWhatComesUntilSigint() throws Exception {
    mount();
    Path shown = root.resolve("shown");
    Process following = journal.start(shown, "inspect", point.toString(), "--follow", "--json");
    Program.shell("cd '" + point + "' && echo 1 >followed && mkdir later");
    String until = "for i in $(seq 300); do grep later shown && break; sleep 0.1; done";
    assertTrue(Program.shell("cd '" + root + "' && " + until).contains("later"));

    Program.shell("kill -INT " + following.pid());

    assertEquals(0, following.waitFor());
    List<String> lines = Files.readAllLines(shown);
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).startsWith("{\"position\":" + (i + 1) + ","), lines.get(i));
    }
    assertEquals(5, journal.run("recover", "" + point, "--into", root + "/no").status());
    assertTrue(!Files.exists(root.resolve("no")));
  }

  @Test
  void sigterm_leavesNothingInTheTemporaryDirectory() throws Exception {
    mount();
    Path scratch = Files.createDirectory(root.resolve("scratch"));
    Path shown = root.resolve("shown");
    Program.shell("cd '" + point + "' && mkdir followed");
    Process following =
        journal
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + scratch)
            .start(shown, "inspect", point.toString(), "--follow", "--path", "followed");
    String until = "for i in $(seq 300); do grep followed shown && break; sleep 0.1; done";
    assertTrue(Program.shell("cd '" + root + "' && " + until).contains("followed"));
    assertEquals("1", Program.shell("ls '" + scratch + "' | grep -c arv-fs"));

    Program.shell("kill -TERM " + following.pid());

    assertEquals(0, following.waitFor());
    assertEquals("0", Program.shell("ls '" + scratch + "' | grep -c arv-fs || true"));
  }

  @Test
  void volume_killedAndDamaged_isRecoveredAndMountedAgain() throws Exception {
    mount();
    Program.shell("cd '" + point + "' && mkdir kept && echo 1 >kept/one && echo 2 >sent && sync .");
    assertEquals(0, program.run("sync", point.toString()).status());
    Program.shell("cd '" + point + "' && echo 3 >three && echo 4 >four && sync three four");
    Path volume = Path.of(Program.shell("echo " + root + "/state/*/*/*/1"));
    Program none = journal.with("ARVADOS_API_HOST", "");
    Program far = journal.with("ARVADOS_API_HOST", "127.0.0.1:1");
    assertEquals(0, journal.run("export", "" + point, root + "/all").status());
    assertEquals("2", Files.readString(root.resolve("all/sent")).strip());
    Program.Ran alone = none.run("export", "" + point, root + "/alone");
    assertEquals(1, alone.status(), alone::err);
    assertTrue(alone.err().contains("sent: 2 bytes at offset 0 are only in Keep"), alone.err());
    assertEquals("3", Files.readString(root.resolve("alone/three")).strip());
    assertEquals(6, far.run("export", "" + point, root + "/far").status());
    String said = program.run("status", point.toString(), "--json").out();
    Program.shell("kill -9 " + said.replaceAll("(?s).*\"pid\":([0-9]+).*", "$1"));
    assertEquals(0, journal.run("verify", "--full", volume.toString()).status());

    String made = journal.run("inspect", "" + volume, "--path", "three", "--limit", "1").out();
    String position = made.substring(0, made.indexOf(' '));
    String place = journal.run("show", volume.toString(), position).out();
    long offset = Long.parseLong(place.replaceAll("(?s).*\noffset ([0-9]+).*", "$1"));
    Path file = Path.of(place.replaceAll("(?s).*\nfile ([^\n]+).*", "$1"));
    io.arvfs.cli.journal.VolumeRig.flip(file, offset + 54, 2);
    assertEquals(4, journal.run("verify", volume.toString()).status());
    Path saved = root.resolve("saved");
    Program.Ran recovered =
        journal.run("recover", volume.toString(), "--into", saved.toString(), "--skip", position);
    assertEquals(4, recovered.status(), recovered::err);
    assertTrue(recovered.out().contains("has lost its place: lost+found/inode-"), recovered.out());
    assertEquals("3", Program.shell("cat '" + saved + "'/lost+found/*"));

    Program.shell(
        "mv '" + volume + "' '" + volume + ".old' && mv '" + saved + "' '" + volume + "'");
    mount();
    assertEquals("four kept sent", Program.shell("ls '" + point + "' | xargs echo"));
    assertEquals(
        "1 2 4", Program.shell("cd '" + point + "' && cat kept/one sent four | xargs echo"));
    assertEquals(0, program.run("unmount", point.toString()).status());
  }

  @Test
  void target_thatIsNone_isOneLine() throws Exception {
    Program.Ran ran = journal.run("replay", root.toString());

    assertEquals(1, ran.complaints().size());
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains(root + " is neither a mount point"), ran.err());
    assertEquals(2, journal.run("replay").status());
  }
}
