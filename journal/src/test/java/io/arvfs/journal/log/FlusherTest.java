package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.SimulatedTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Flusher} in simulated time, over many schedules. */
final class FlusherTest {

  private static final FlushOptions OPTIONS = new FlushOptions(320, 640, Duration.ofSeconds(5));

  /** Counts what is appended and takes a tenth of a second for each force. */
  private static final class Ledger implements FlushTarget {

    private final Tasks tasks;
    private long appended;
    private long durable;
    private long unforced;
    private long mostUnforced;
    private int forces;
    private boolean failing;

    Ledger(Tasks tasks) {
      this.tasks = tasks;
    }

    Position append(int bytes) {
      unforced += bytes;
      mostUnforced = Math.max(mostUnforced, unforced);
      appended++;
      return appended();
    }

    @Override
    public Position appended() {
      return new Position(appended);
    }

    @Override
    public void force() throws IOException {
      long covered = unforced;
      long through = appended;
      forces++;
      sleep(tasks, 100);
      if (failing) {
        throw new IOException("failing");
      }
      unforced -= covered;
      durable = through;
    }

    @Override
    public long unforcedBytes() {
      return unforced;
    }
  }

  private static void sleep(Tasks tasks, long millis) {
    try {
      tasks.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A body that may throw what flushers throw. */
  private interface Body {
    void run(SimulatedTasks tasks, Ledger ledger, Flusher flusher) throws IOException;
  }

  private static void run(long seed, Body body) {
    SimulatedTasks tasks = new SimulatedTasks(seed);
    Ledger ledger = new Ledger(tasks);
    tasks.run(
        () -> {
          try (Flusher flusher = new Flusher(tasks, ledger, OPTIONS)) {
            body.run(tasks, ledger, flusher);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Tasks.Task start(Tasks tasks, String name, Tasks.Blocking<Boolean> work) {
    return tasks.start(
        name,
        () -> {
          try {
            work.call();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void join(List<Tasks.Task> tasks) {
    try {
      for (Tasks.Task task : tasks) {
        task.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void force_manyCallers_shareFewForces() {
    for (long seed = 0; seed < 50; seed++) {
      run(
          seed,
          (tasks, ledger, flusher) -> {
            List<Tasks.Task> callers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              callers.add(start(tasks, "caller", () -> appendAndForce(ledger, flusher)));
            }
            join(callers);
            assertEquals(new Position(20), flusher.durable());
            assertTrue(ledger.forces <= 6, ledger.forces + " forces");
            assertTrue(flusher.durable().value() <= ledger.durable);
          });
    }
  }

  private static boolean appendAndForce(Ledger ledger, Flusher flusher) throws IOException {
    Position position = ledger.append(1);
    flusher.force(position);
    assertTrue(ledger.durable >= position.value());
    assertTrue(!position.isAfter(flusher.durable()));
    return true;
  }

  @Test
  void force_failing_poisonsForEver() {
    for (long seed = 0; seed < 30; seed++) {
      run(
          seed,
          (_, ledger, flusher) -> {
            flusher.force(ledger.append(1));
            ledger.failing = true;
            Position lost = ledger.append(1);
            assertThrows(PoisonedException.class, () -> flusher.force(lost));
            ledger.failing = false;
            int forces = ledger.forces;

            assertThrows(PoisonedException.class, () -> flusher.force(lost));
            assertThrows(PoisonedException.class, () -> flusher.force(new Position(1)));
            assertThrows(PoisonedException.class, () -> flusher.admit(1));
            assertThrows(PoisonedException.class, () -> flusher.tryAdmit(1));
            assertEquals(forces, ledger.forces);
            assertEquals(new Position(1), flusher.durable());
            assertTrue(flusher.poison().isPresent());
          });
    }
  }

  @Test
  void admit_manyFastWriters_boundsWhatIsUnforced() {
    for (long seed = 0; seed < 30; seed++) {
      run(
          seed,
          (tasks, ledger, flusher) -> {
            List<Tasks.Task> writers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
              writers.add(start(tasks, "writer", () -> write(tasks, ledger, flusher)));
            }
            join(writers);
            assertTrue(ledger.mostUnforced <= 640, ledger.mostUnforced + " unforced");
            assertTrue(ledger.mostUnforced > 320, ledger.mostUnforced + " unforced");
            assertTrue(ledger.forces >= 4 && ledger.forces <= 30, ledger.forces + " forces");
          });
    }
  }

  private static boolean write(Tasks tasks, Ledger ledger, Flusher flusher) throws IOException {
    for (int i = 0; i < 5; i++) {
      try (Headroom.Room _ = flusher.admit(20)) {
        sleep(tasks, 1);
        ledger.append(20);
      }
    }
    return true;
  }

  @Test
  void admit_moreThanMayBeUnforced_goesAlone() {
    run(
        1,
        (_, ledger, flusher) -> {
          ledger.append(10);
          try (Headroom.Room _ = flusher.admit(1000)) {
            assertEquals(0, ledger.unforced);
            assertTrue(flusher.tryAdmit(1).isEmpty());
          }
          assertTrue(flusher.tryAdmit(1).isPresent());
        });
  }

  @Test
  void flusher_nobodyAsks_forcesWithinTheInterval() {
    run(
        3,
        (tasks, ledger, flusher) -> {
          ledger.append(1);
          sleep(tasks, 5_200);
          assertEquals(new Position(1), flusher.durable());
          int forces = ledger.forces;
          sleep(tasks, 60_000);
          assertEquals(forces, ledger.forces);
        });
  }
}
