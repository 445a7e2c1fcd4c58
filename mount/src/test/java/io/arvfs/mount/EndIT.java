package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.mount.control.Registry;
import io.arvfs.mount.control.Reply;
import io.arvfs.mount.control.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How mounts end, what they say of it, and what a running one says when asked. */
@Timeout(180)
class EndIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Minicluster cluster = Minicluster.start(MiniclusterOptions.inMemory());
  @TempDir private Path root;
  private Site site;

  @BeforeEach
  void open() throws IOException {
    site = new Site(root, cluster, "");
  }

  @AfterEach
  void close() {
    site.close();
    cluster.close();
  }

  /** A way to end a mount. */
  private interface Way {
    void end(ChildMount mount) throws Exception;
  }

  @Test
  void end_inWhateverWay_sendsEverythingAndIsZero() throws Exception {
    Map<String, Way> ways =
        Map.of(
            "fusermount", mount -> Shell.ok(root, "fusermount3 -u " + mount.point()),
            "umount", mount -> Shell.ok(root, "umount " + mount.point()),
            "term", mount -> mount.signal("TERM"),
            "int", mount -> mount.signal("INT"),
            "signals", EndIT::signalTwice,
            "socket", mount -> assertEquals(0, mount.ask("unmount").exit()));
    for (Map.Entry<String, Way> way : ways.entrySet()) {
      ChildMount mount = site.mount();
      Shell.ok(mount.point(), "echo " + way.getKey() + " >" + way.getKey());

      way.getValue().end(mount);

      assertEquals(0, mount.status(), () -> way.getKey() + words(mount));
      assertTrue(site.manifest().contains(":" + way.getKey()), site.manifest());
      assertFalse(Files.exists(mount.point().resolve(way.getKey())), "it is unmounted");
      assertFalse(words(mount).contains("ERROR"), words(mount));
    }
    assertTrue(new Registry(User.id()).alive().stream().noneMatch(this::isHere));
  }

  private boolean isHere(Registry.Registered mount) {
    return mount.mountpoint().startsWith(root.toString());
  }

  private static void signalTwice(ChildMount mount) throws Exception {
    mount.signal("TERM");
    mount.signal("INT");
  }

  private static String words(ChildMount mount) {
    try {
      return mount.words();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("long")
  void unmount_whileSomebodyIsInside_endsAndNamesThem() throws Exception {
    ChildMount mount = site.mount();
    Process sitting = Shell.start(mount.point(), "echo in >f; exec 5>>f; read", site.path("out"));
    Await.until("a file", PATIENCE, () -> Files.exists(mount.point().resolve("f")));
    Process holder = new ProcessBuilder("sleep", "1000").directory(mount.point().toFile()).start();

    Reply reply = mount.ask("unmount");

    holder.destroyForcibly().waitFor();
    sitting.destroyForcibly().waitFor();
    assertEquals(0, reply.exit(), reply::toString);
    assertTrue(reply.lines().toString().contains("process " + holder.pid()), reply::toString);
    assertEquals(0, mount.status());
    assertTrue(site.manifest().contains(":f"), site.manifest());
  }

  @Test
  void sync_whenTheServerHasAnotherChangeOfThePath_isHeldAndLosesNothing() throws Exception {
    ChildMount ours = site.mount();
    ChildMount theirs = site.mount(site.order().at(point("theirs")).stateIn(site.path("other")));
    Shell.ok(theirs.point(), "echo theirs >both; echo x >alone");
    assertEquals(0, theirs.unmount());
    String before = cluster.collection(site.uuid()).portableDataHash();
    Shell.ok(ours.point(), "echo ours >both; echo y >more");

    Reply sync = ours.ask("sync");

    assertEquals(Mount.STAYED, sync.exit());
    assertEquals(1, sync.lines().size(), sync::toString);
    String line = sync.lines().getFirst();
    assertTrue(line.startsWith(site.uuid() + "/both: held"), line);
    assertTrue(line.contains("theirs " + before), line);
    assertTrue(line.matches(".*ours [0-9a-f]{32}\\+[0-9]+.*"), line);
    Status status = Objects.requireNonNull(ours.ask("status").status());
    assertEquals("held", status.state());
    assertNotNull(status.collections().getFirst().lastError());
    assertEquals(Mount.STAYED, ours.unmount());
    assertEquals(before, cluster.collection(site.uuid()).portableDataHash());
    ChildMount again = site.mount();
    assertEquals("ours", Shell.ok(again.point(), "cat both"));
    assertEquals("y", Shell.ok(again.point(), "cat more"));
    assertEquals(Mount.STAYED, again.ask("sync").exit());
    assertEquals(Mount.STAYED, again.ask("unmount").exit());
  }

  private Path point(String name) throws IOException {
    return Files.createDirectories(site.path(name));
  }

  @Test
  void end_withoutTheServer_keepsTheWorkForTheNextMount() throws Exception {
    ChildMount mount = site.mount();
    Shell.ok(mount.point(), "echo kept >f");
    cluster.faults(Map.of("api-503", "always"));

    int status = mount.unmount();

    assertEquals(Mount.STAYED, status, mount.words());
    cluster.faults(Map.of());
    ChildMount readOnly = site.mount(site.order().readOnly());
    Reply sync = readOnly.ask("sync");
    assertEquals(Mount.STAYED, sync.exit());
    assertEquals(1, sync.lines().size(), sync::toString);
    assertTrue(readOnly.words().contains("mount with --read-write to send"), readOnly.words());
    assertEquals(Mount.STAYED, readOnly.unmount());
    ChildMount again = site.mount();
    assertEquals("kept", Shell.ok(again.point(), "cat f"));
    assertEquals(0, again.unmount());
    assertTrue(site.manifest().contains(":f"), site.manifest());
  }

  @Test
  void end_withNothingToSend_needsNoServer() throws Exception {
    ChildMount mount = site.mount();
    Shell.ok(mount.point(), "echo kept >f");
    assertEquals(0, mount.ask("sync").exit());
    cluster.faults(Map.of("api-503", "always"));

    assertEquals(0, mount.unmount(), mount.words());
  }

  @Test
  void remount_afterOthersChanged_showsTheirState() throws Exception {
    assertEquals(0, site.mount().unmount());
    ChildMount theirs = site.mount(site.order().stateIn(site.path("other")));
    Shell.ok(theirs.point(), "echo theirs >f");
    assertEquals(0, theirs.unmount());

    ChildMount readOnly = site.mount(site.order().readOnly());
    assertEquals("theirs", Shell.ok(readOnly.point(), "cat f"));
    assertEquals(0, readOnly.unmount());
    assertEquals("theirs", Shell.ok(site.mount().point(), "cat f"));
  }

  @Test
  void socket_isItsOwnersAloneAndAnswers() throws Exception {
    ChildMount mount = site.mount();
    Path socket = new Registry(User.id()).socket(mount.point());

    assertEquals("rw-------", permissions(socket));
    assertEquals("rwx------", permissions(Objects.requireNonNull(socket.getParent())));
    Shell.ok(mount.point(), "head -c 3000 /dev/zero >f; mkdir d");
    Status status = Objects.requireNonNull(mount.ask("status").status());
    assertEquals(mount.point().toString(), status.mountpoint());
    assertEquals(mount.process().pid(), status.pid());
    assertEquals(mount.volume().toString(), status.volume());
    assertEquals("dirty", status.state());
    assertTrue(status.uncommitted().files() >= 1 && status.uncommitted().bytes() >= 3000);
    assertTrue(status.journal().position() >= status.journal().durable());
    assertTrue(status.journal().durable() > 0 && status.journal().bytes() > 0);
    assertEquals(site.uuid(), status.collections().getFirst().uuid());
    assertEquals(new Reply(0, List.of(), null), mount.ask("sync"));
    Status after = Objects.requireNonNull(mount.ask("status").status());
    assertEquals("clean", after.state());
    assertEquals(new Status.Uncommitted(0, 0, 0), after.uncommitted());
    assertEquals(2, mount.ask("nonsense").exit());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  @Tag("long")
  void secondMount_ofTheSameCollection_hasItsOwnVolumeAndBothEndWell() throws Exception {
    ChildMount first = site.mount();
    ChildMount second = site.mount(site.order().at(point("second")));
    Shell.ok(first.point(), "echo 1 >one");
    Shell.ok(second.point(), "echo 2 >two");

    assertTrue(second.words().contains("another mount shows " + site.uuid()), second.words());
    assertFalse(first.volume().equals(second.volume()));
    assertEquals(0, second.unmount());
    assertEquals(0, first.unmount());
    assertTrue(site.manifest().contains(":one") && site.manifest().contains(":two"));
  }

  @Test
  void mountPoint_inAnySpelling_isFoundByAny() throws Exception {
    String deep = "a-name-of-forty-characters-or-so-nearly-/".repeat(5);
    Path real = Files.createDirectories(site.path(deep));
    Path link = Files.createSymbolicLink(site.path("link"), real);
    ChildMount mount = site.mount(site.order().at(link));
    Path dots = root.resolve("mnt/../link/");

    assertEquals(real.toRealPath(), mount.point());
    assertEquals(mount.point(), Registry.canonical(dots));
    assertEquals("f", Shell.ok(real, "echo >f; ls"));
    assertTrue(new Registry(User.id()).socket(mount.point()).toString().length() < 107);
    assertEquals(0, mount.ask("status").exit());
    assertEquals(0, mount.unmount());
  }
}
