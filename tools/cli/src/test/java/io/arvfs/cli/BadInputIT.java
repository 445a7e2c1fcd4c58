package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program says to what cannot be: one line, its status, soon. Runs as root. */
@Timeout(180)
class BadInputIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String NOBODY = "65534";

  private static final Minicluster CLUSTER = Minicluster.start(MiniclusterOptions.inMemory());

  @TempDir private Path root;
  private String uuid = "";
  private Path point = Path.of("/");
  private Program program = Program.of(ArvFs.class, CLUSTER);
  private final List<Path> mounted = new ArrayList<>();

  @AfterAll
  static void stop() {
    CLUSTER.close();
  }

  @BeforeEach
  void open() throws IOException {
    uuid = CLUSTER.createCollection(root.getFileName().toString(), "");
    point = Files.createDirectory(root.resolve("mnt"));
    program = Program.of(ArvFs.class, CLUSTER);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    for (Path mount : mounted.reversed()) {
      Program.shell("umount -l '" + mount + "' || true");
    }
  }

  private String[] mount(String... last) {
    List<String> words = new ArrayList<>(List.of("mount", "--collection", uuid, "--read-write"));
    words.addAll(List.of("--state-dir", root.resolve("state").toString()));
    words.addAll(List.of(last));
    return words.toArray(String[]::new);
  }

  /** In the foreground and in the background it is refused with the same line and status. */
  private String refusedBothWays(Program how, int status, String... arguments) throws Exception {
    List<String> inFront = new ArrayList<>(List.of(arguments));
    inFront.add(1, "--foreground");
    String behind = refused(how, status, arguments);
    String front = refused(how, status, inFront.toArray(String[]::new));
    String request = "\\(?req-[0-9a-z]*\\)?";
    assertEquals(front.replaceAll(request, ""), behind.replaceAll(request, ""));
    return front;
  }

  private static String refused(Program how, int status, String... arguments) throws Exception {
    Program.Ran ran = how.run(arguments);
    assertEquals(1, ran.complaints().size(), ran::err);
    assertEquals(status, ran.status(), ran::err);
    assertEquals("", ran.out());
    assertTrue(ran.time().compareTo(SOON) < 0, ran.time() + " for " + ran.err());
    String line = ran.complaints().getFirst();
    assertTrue(line.startsWith("arv-fs: "), line);
    return line;
  }

  private static void assertSays(String line, String... parts) {
    for (String part : parts) {
      assertTrue(line.contains(part), line);
    }
  }

  @Test
  void settings_thatAreMissing_areNamed() throws Exception {
    String[] mount = mount(point.toString());

    assertSays(
        refusedBothWays(program.with("ARVADOS_API_HOST", ""), 1, mount),
        "ARVADOS_API_HOST is not set");
    assertSays(
        refused(program.with("ARVADOS_API_TOKEN", ""), 1, mount), "ARVADOS_API_TOKEN is not set");
  }

  @Test
  void server_thatIsNotThere_isNamed() throws Exception {
    assertSays(
        refusedBothWays(
            program.with("ARVADOS_API_HOST", "127.0.0.1:1"), 1, mount(point.toString())),
        "127.0.0.1:1",
        "check ARVADOS_API_HOST");
  }

  @Test
  @Tag("long")
  void server_thatSaysNothing_isNamedSoon() throws Exception {
    String[] mount = mount(point.toString());
    try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String host = "127.0.0.1:" + hole.getLocalPort();
      String line = refused(program.with("ARVADOS_API_HOST", host), 1, mount);
      assertSays(line, host, "check ARVADOS_API_HOST");
    }
  }

  @Test
  void token_thatIsNotKnown_isSaidSo() throws Exception {
    String line = refused(program.with("ARVADOS_API_TOKEN", "unknown"), 1, mount(point.toString()));

    assertSays(line, "401", "check ARVADOS_API_TOKEN");
  }

  @Test
  void collection_thatIsNotThere_isNamed() throws Exception {
    uuid = "zzzzz-4zz18-000000000000000";
    assertSays(refusedBothWays(program, 1, mount(point.toString())), uuid, "check --collection");

    uuid = "zzzzz-4zz18-0";
    assertSays(refused(program, 2, mount(point.toString())), uuid, "arv-fs mount --help");
  }

  @Test
  void usage_thatIsWrong_isStatusTwo() throws Exception {
    assertSays(refused(program, 2, "mount", "--bogus"), "arv-fs mount --help");
    assertSays(refused(program, 2), "arv-fs --help");
    assertSays(refused(program, 2, mount("--read-only", point.toString())), "exclude each other");
    Program.Ran help = program.run("mount", "--help");
    assertEquals(0, help.status());
    assertSays(help.out(), "--state-dir", "75");
  }

  @Test
  void mountPoint_thatCannotBeOne_isNamed() throws Exception {
    String missing = root.resolve("none").toString();
    assertSays(refusedBothWays(program, 1, mount(missing)), missing, "mkdir -p");
    String file = Files.createFile(root.resolve("file")).toString();
    assertSays(refused(program, 1, mount(file)), file, "not a directory");
    assertSays(refused(program, 1, "sync", point.toString()), "no mount", point.toString());
    assertSays(refused(program, 1, "unmount", point.toString()), "no mount", point.toString());
  }

  private void mounted(Path directory, String... arguments) throws Exception {
    Program.Ran ran = program.run(arguments);
    mounted.add(directory);
    assertEquals(0, ran.status(), ran::err);
  }

  @Test
  void mountPoint_thatIsMounted_isRefusedAndTheFirstStays() throws Exception {
    mounted(point, mount(point.toString()));
    Files.writeString(point.resolve("f"), "first");

    String line = refusedBothWays(program, 1, mount(point.toString()));

    assertSays(line, point.toString(), "already");
    assertEquals("first", Files.readString(point.resolve("f")));
    assertEquals("1", Program.shell("ls " + root + "/state/*/*/*"), "no volume is left");
    Path below = point.resolve("state");
    String state =
        refused(program, 1, words("--state-dir", below, Files.createDirectory(root.resolve("m2"))));
    assertSays(state, "below a FUSE mount", below.toString());
    Program.Ran end = program.run("unmount", point.toString());
    assertEquals(new Program.Ran(0, "", "", end.time()), end);
  }

  private String[] words(String option, Path value, Path directory) {
    return new String[] {
      "mount", "--collection", uuid, "--read-write", option, value.toString(), directory.toString()
    };
  }

  @Test
  void secondMount_ofTheSame_saysSoAndBothEnd() throws Exception {
    Path second = Files.createDirectory(root.resolve("second"));
    mounted(point, mount(point.toString()));

    Program.Ran ran = program.run(root, mount("second/"));
    mounted.add(second);

    assertEquals(0, ran.status(), ran::err);
    assertSays(ran.err(), "another mount shows " + uuid);
    Files.writeString(second.resolve("f"), "x");
    String volume = Program.shell("echo " + root + "/state/*/*/*/2");
    Program.Ran sync = program.run("sync", volume);
    assertEquals(0, sync.status(), sync::err);
    assertTrue(CLUSTER.collection(uuid).manifestText().contains(":f"));
    // It syncs whatever else this user has mounted, which may fare as it will.
    Program.Ran all = program.run("sync");
    assertFalse((all.out() + all.err()).contains(root.toString()), all::toString);
    assertEquals(0, program.run(root, "unmount", "second/.").status());
    assertSays(refused(program, 1, "sync", volume), "no mount serves", volume);
    assertEquals(0, program.run("unmount", point.toString()).status());
  }

  @Test
  void stateDirectory_thatWillNotDo_isNamed() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    assertSays(refusedBothWays(program, 1, words("--state-dir", file, point)), "" + file, "not a");
    Path foreign = Files.createDirectory(root.resolve("foreign"));
    Program.shell("chown " + NOBODY + " " + foreign);
    assertSays(refused(program, 1, words("--state-dir", foreign, point)), "somebody else");
  }

  /** The program as a user without rights, who cannot read what is root's. */
  private Program asNobody() throws Exception {
    Path jars = Files.createDirectory(root.resolve("jars"));
    List<String> readable = new ArrayList<>();
    int number = 0;
    for (String part : System.getProperty("java.class.path").split(":", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      Path copy = jars.resolve("%03d-%s".formatted(number++, Path.of(part).getFileName()));
      Program.shell("cp -r '" + part + "' '" + copy + "' && chmod -R a+rX '" + copy + "'");
      readable.add(copy.toString());
    }
    String device =
        "[ -e D ] || mknod D c 10 229; chmod 666 D; mount --bind D /dev/fuse; exec \"$@\""
            .replace("D", root.resolve("fuse").toString());
    return program
        .withJars(String.join(":", readable))
        .behind("/usr/bin/unshare", "-m", "/bin/sh", "-c", device, "-")
        .behindToo("/usr/bin/setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  }

  @Test
  void userWithoutRights_isToldWhatIsMissing() throws Exception {
    Program nobody = asNobody();
    Path state = Files.createDirectory(root.resolve("state"));
    Path own = Files.createDirectory(root.resolve("own"));
    Program.shell("chown " + NOBODY + " " + state + " " + own + "; chmod 500 " + state);

    assertSays(refused(nobody, 1, mount(own.toString())), "cannot be written", state.toString());
    Program.shell("chmod 700 " + state);
    Program bare = nobody.with("PATH", tools().toString());
    assertSays(refused(bare, 1, mount(own.toString())), "fusermount3", "apt-get install fuse3");
  }

  /** A path with what starting takes, and no more. */
  private Path tools() throws Exception {
    Path tools = Files.createDirectory(root.resolve("tools"));
    Program.shell("for t in mknod chmod mount; do ln -s $(command -v $t) " + tools + "; done");
    return tools;
  }

  @Test
  void fuseDevice_thatIsNotThere_isNamed() throws Exception {
    Path dev = Files.createDirectory(root.resolve("dev"));
    String script =
        "for n in null zero random urandom tty; do touch D/$n; mount --bind /dev/$n D/$n; done;"
            + " mount --rbind D /dev; exec \"$@\"";
    Program bare =
        program.behind("unshare", "-m", "sh", "-c", script.replace("D", dev.toString()), "-");

    assertSays(refused(bare, 1, mount(point.toString())), "/dev/fuse", "modprobe fuse");
    assertFalse(Files.exists(root.resolve("state/x")));
  }
}
