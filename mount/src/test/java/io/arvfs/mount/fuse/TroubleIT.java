package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operations that throw, refuse, or take their time. */
@Timeout(60)
class TroubleIT {

  private static final int BLOCKED = 64;

  @TempDir private Path point;

  /** Throws whatever it is told to. */
  private static final class Broken extends HeapTree {
    final AtomicReference<Throwable> failure = new AtomicReference<>(new IllegalStateException());

    @SuppressWarnings("unchecked")
    private <E extends Throwable> Errno fail() throws E {
      throw (E) failure.get();
    }

    @Override
    public synchronized Answer<Done> unlink(Ino parent, Name name) {
      return Answer.refused(this.<RuntimeException>fail());
    }

    @Override
    public synchronized Answer<Done> rmdir(Ino parent, Name name) {
      return Answer.later(() -> Answer.refused(this.<Exception>fail()));
    }

    @Override
    public synchronized Answer<Integer> read(Ino ino, long handle, long offset, ByteBuffer target) {
      return Answer.given(Integer.MAX_VALUE);
    }
  }

  @Test
  void operation_thatThrows_failsWithEioAndGoesOn() throws Exception {
    Broken tree = new Broken();
    try (Mounted mounted = Mounted.at(point, tree)) {
      Mounted.Ran thrown = mounted.bash("echo x >f; rm f; ls");
      tree.failure.set(new OutOfMemoryError("planted"));
      Mounted.Ran outOfMemory = mounted.bash("rm f; ls");
      tree.failure.set(new StackOverflowError("planted"));
      Mounted.Ran overflown = mounted.bash("rm f; ls");
      tree.failure.set(new IOException("planted"));
      Mounted.Ran later = mounted.bash("mkdir d; rmdir d; ls -d d");

      String refused = "rm: cannot remove 'f': Input/output error\nf\n";
      assertEquals(
          List.of(refused, refused, refused),
          List.of(thrown.output(), outOfMemory.output(), overflown.output()));
      assertEquals("rmdir: failed to remove 'd': Input/output error\nd\n", later.output());
    }
  }

  @Test
  void operation_thatThrows_tellsTheListener() throws Exception {
    List<String> heard = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    SessionListener listener =
        new SessionListener() {
          @Override
          public void failed(String operation, Throwable failure) {
            heard.add(operation + " " + failure.getMessage());
          }

          @Override
          public void ended() {
            ended.countDown();
          }
        };
    Broken tree = new Broken();
    tree.failure.set(new IllegalStateException("planted"));
    FuseSession session =
        FuseSession.mount(point, FuseOptions.of("test").withLoopThreads(1), tree, listener);

    Files.createFile(session.mountPoint().resolve("f"));
    assertThrows(FileSystemException.class, () -> Files.delete(session.mountPoint().resolve("f")));
    session.close();
    ended.await();

    assertEquals(List.of("unlink planted"), heard);
  }

  @Test
  void answer_thatMakesNoSense_failsWithEio() throws Exception {
    try (Mounted mounted = Mounted.at(point, new Broken())) {
      Files.writeString(mounted.root().resolve("f"), "text");

      Mounted.Ran ran = mounted.bash("cat f");

      assertEquals("cat: f: Input/output error\n", ran.output());
    }
  }

  /** Does reads, writes and syncs later; syncs only when a permit is there. */
  private static final class Slow extends HeapTree {
    final Semaphore syncs = new Semaphore(0);
    final Semaphore arrived = new Semaphore(0);

    @Override
    public synchronized Answer<Integer> read(Ino ino, long handle, long offset, ByteBuffer target) {
      return Answer.later(() -> super.read(ino, handle, offset, target));
    }

    @Override
    public synchronized Answer<Integer> write(
        Ino ino, long handle, long offset, ByteBuffer source) {
      return Answer.later(() -> super.write(ino, handle, offset, source));
    }

    @Override
    public Answer<Done> fsync(Ino ino, long handle, boolean dataOnly) {
      return Answer.later(
          () -> {
            arrived.release();
            syncs.acquire();
            return Answer.later(() -> super.fsync(ino, handle, dataOnly));
          });
    }
  }

  @Test
  void transfers_madeLater_carryTheirBytes() throws Exception {
    try (Mounted mounted = Mounted.at(point, new Slow())) {
      byte[] bytes = new byte[5_000_000];
      new Random(2).nextBytes(bytes);

      Files.write(mounted.root().resolve("f"), bytes);
      Mounted.Ran copied = mounted.bash("dd if=f of=g bs=300001 2>/dev/null; cmp f g");

      assertEquals(new Mounted.Ran(0, ""), copied);
      assertArrayEquals(bytes, Files.readAllBytes(mounted.root().resolve("g")));
    }
  }

  @Test
  void answers_givenLater_holdNobodyElseUp() throws Exception {
    Slow tree = new Slow();
    FuseOptions options = FuseOptions.of("test").withLoopThreads(2).withGrace(Mounted.GRACE);
    try (Mounted mounted = Mounted.at(point, tree, options)) {
      Process syncs =
          mounted.start(
              "for i in {1.." + BLOCKED + "}; do echo $i >f$i; sync f$i & done; wait; echo done");
      tree.arrived.acquire(BLOCKED);

      for (int i = 1; i <= BLOCKED; i++) {
        assertEquals(Integer.toString(i).length() + 1, Files.size(mounted.root().resolve("f" + i)));
      }
      assertTrue(syncs.isAlive());
      tree.syncs.release(BLOCKED);

      assertEquals("done\n", new String(syncs.getInputStream().readAllBytes(), UTF_8));
    }
  }

  /** Syncs for ever, unless its client gets a signal. */
  private static final class Patient extends HeapTree {
    final Semaphore arrived = new Semaphore(0);

    @Override
    public Answer<Done> fsync(Ino ino, long handle, boolean dataOnly) {
      CountDownLatch signalled = new CountDownLatch(1);
      return Answer.later(
          new Work<>() {
            @Override
            public Answer<Done> run() throws InterruptedException {
              arrived.release();
              signalled.await();
              return Answer.refused(Errno.EINTR);
            }

            @Override
            public void abandoned() {
              signalled.countDown();
            }
          });
    }
  }

  @Test
  void work_whoseClientIsKilled_isAbandoned() throws Exception {
    Patient tree = new Patient();
    try (Mounted mounted = Mounted.at(point, tree)) {
      Process terminated = mounted.start("echo x >f; exec sync f");
      tree.arrived.acquire();
      terminated.destroy();
      Process killed = mounted.start("exec sync f");
      tree.arrived.acquire();
      killed.destroyForcibly();

      assertEquals(List.of(143, 137), List.of(terminated.waitFor(), killed.waitFor()));
    }
  }
}
