package io.arvfs.mount.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How mounts end, and what they leave. */
@Timeout(60)
class UnmountIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path point;

  private static void sayLine(Process process) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write('\n');
    }
  }

  @Test
  void unmount_ofUnusedMount_isClean() throws Exception {
    Mounted mounted = Mounted.at(point, new HeapTree());
    Files.writeString(mounted.root().resolve("f"), "x");

    Unmounted how = mounted.session().unmount(LONG);

    assertEquals(new Unmounted.Clean(), how);
    assertTrue(mounted.session().ended());
    assertFalse(Files.exists(point.resolve("f")));
    assertEquals(new Unmounted.Clean(), mounted.session().unmount(LONG));
  }

  @Test
  void unmount_whileBusy_namesHoldersAndLetsThemFinish() throws Exception {
    HeapTree tree = new HeapTree();
    Mounted mounted = Mounted.at(point, tree);
    Process holder = mounted.start("exec 5>f; echo ready; read; echo late >&5 && echo written");
    BufferedReader said = holder.inputReader();
    assertEquals("ready", said.readLine());
    Thread finisher =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  awaitGone();
                  try {
                    sayLine(holder);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    finisher.start();

    Unmounted how = mounted.session().unmount(LONG);

    List<Holder> holders = assertInstanceOf(Unmounted.Lazy.class, how).holders();
    assertEquals(List.of(new Holder(holder.pid(), "bash", List.of("cwd", "fd/5"))), holders);
    assertEquals("written", said.readLine());
  }

  /** Waits until the mount has left the tree, which takes no more than a moment. */
  private void awaitGone() {
    try {
      while (MountTable.read().at(point.toRealPath()).isPresent()) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Never answers a sync until it may. */
  private static final class Stuck extends HeapTree {
    final Semaphore arrived = new Semaphore(0);
    final Semaphore may = new Semaphore(0);

    @Override
    public Answer<Done> fsync(Ino ino, long handle, boolean dataOnly) {
      return Answer.later(
          () -> {
            arrived.release();
            may.acquire();
            return Answer.done();
          });
    }
  }

  @Test
  void unmount_whenTheGraceIsOver_failsWhatIsOpen() throws Exception {
    Stuck tree = new Stuck();
    Mounted mounted = Mounted.at(point, tree);
    Process holder = mounted.start("echo x >f; sync f; cat f");
    tree.arrived.acquire();

    Unmounted how = mounted.session().unmount(Duration.ofMillis(50));

    List<Holder> holders = assertInstanceOf(Unmounted.Forced.class, how).holders();
    assertTrue(holders.stream().anyMatch(h -> h.command().equals("sync")), holders::toString);
    assertFalse(holder.waitFor() == 0, "the holder fails, and does not hang");
    tree.may.release();
    mounted.session().awaitEnd();
  }

  @Test
  void unmount_fromOutside_endsTheSession() throws Exception {
    Mounted mounted = Mounted.at(point, new HeapTree());

    Process program = new ProcessBuilder("fusermount3", "-u", mounted.root().toString()).start();

    assertEquals(0, program.waitFor());
    assertTrue(mounted.session().awaitEnd(LONG));
    assertEquals(new Unmounted.Clean(), mounted.session().unmount(LONG));
  }

  @Test
  void mount_atTheSamePlaceAgain_works() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Mounted mounted = Mounted.at(point, new HeapTree())) {
        Files.createFile(mounted.root().resolve("f"));
        assertEquals(1, mounted.root().toFile().list().length);
      }
    }
  }

  @Test
  void mount_whoseProcessWasKilled_isDetachedByTheNext() throws Exception {
    Process other = ForeignMount.start(point);
    other.destroyForcibly().waitFor();

    try (Mounted mounted = Mounted.at(point, new HeapTree())) {
      Files.writeString(mounted.root().resolve("f"), "alive");

      assertEquals("alive", Files.readString(mounted.root().resolve("f")));
    }
    assertTrue(MountTable.read().at(point.toRealPath()).isEmpty(), "nothing is left below");
  }

  @Test
  void holders_withMappedFile_areFound() throws Exception {
    try (Mounted mounted = Mounted.at(point, new HeapTree())) {
      Files.copy(Path.of("/bin/cat"), mounted.root().resolve("program"));
      Process holder = new ProcessBuilder(mounted.root().resolve("program") + "").start();
      holder.getOutputStream().write('\n');
      holder.getOutputStream().flush();
      assertEquals('\n', holder.getInputStream().read(), "it runs, with all its maps");

      List<Holder> holders = mounted.session().holders();

      holder.destroyForcibly().waitFor();
      assertEquals(List.of(new Holder(holder.pid(), "program", List.of("exe", "map"))), holders);
    }
  }
}
