package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import io.arvfs.journal.index.RetainingIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The index finds no room for a while: what is known of that by several at once. */
@Timeout(30)
final class FullIndexTest {

  private static final Name KEPT = new Name("kept");
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final CrashDisk disk = new CrashDisk();
  private boolean full;

  private Index filling() {
    return new WatchedIndex(
        Rig.heap(),
        () -> {
          if (full) {
            throw new IndexFullException("write", new IOException("no space left"));
          }
        });
  }

  private static Decision create(Volume volume, String name) throws IOException {
    return volume.execute(new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES));
  }

  /** {@code index}, with {@code after} done behind each {@link Index#stage}. */
  private static Index staged(Index index, Runnable after) {
    return (Index)
        Proxy.newProxyInstance(
            Index.class.getClassLoader(),
            new Class<?>[] {Index.class},
            (_, method, arguments) -> {
              try {
                Object answer = method.invoke(index, arguments);
                if (method.getName().equals("stage")) {
                  after.run();
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** One hears of room, and before it can say so a batch of another is refused. */
  @Test
  void room_foundBeforeABatchIsRefused_isNoRoomAnyMore() {
    Simulation.run(
        1,
        tasks -> {
          try (Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, Rig.OPTIONS)) {
            Index rows = new RetainingIndex(filling());
            Index raced =
                staged(
                    rows,
                    () -> {
                      full = true;
                      rows.write(new Batch(rows), Applied.NOTHING);
                    });
            StoredRows stored = new StoredRows(raced, journal.reserve(), tasks);
            full = true;
            rows.write(new Batch(rows), Applied.NOTHING);
            assertFalse(stored.hasRoom());

            full = false;
            stored.awaitRoom();

            assertFalse(stored.hasRoom());
          }
        });
  }

  private static void remove(Volume volume, Tasks tasks, long[] took) {
    try {
      long since = tasks.nanoTime();
      assertEquals(new Refused(Errno.ENOSPC), volume.execute(new Command.Unlink(Ino.ROOT, KEPT)));
      took[0] = tasks.nanoTime() - since;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void removal_waitingForRoom_holdsUpNobody() {
    Simulation.run(
        2,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks, filling())) {
            assertTrue(create(volume, "kept") instanceof Accepted);
            full = true;
            assertTrue(create(volume, "retained") instanceof Accepted);
            long[] took = new long[1];
            Tasks.Task removal = tasks.start("removal", () -> remove(volume, tasks, took));
            sleep(tasks);

            long since = tasks.nanoTime();
            assertTrue(volume.open(volume.view().child(Ino.ROOT, KEPT).orElseThrow()));
            assertEquals(new Refused(Errno.ENOSPC), create(volume, "more"));
            assertTrue(tasks.nanoTime() - since < SECOND_NANOS);
            join(removal);
            assertTrue(took[0] > 5 * SECOND_NANOS, took[0] + " ns");
            full = false;

            assertTrue(volume.execute(new Command.Unlink(Ino.ROOT, KEPT)) instanceof Accepted);
            assertTrue(volume.poison().isEmpty());
          }
        });
  }

  private static void sleep(Tasks tasks) {
    try {
      tasks.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Tasks.Task task) {
    try {
      task.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
