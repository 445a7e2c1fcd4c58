package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.PoisonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A force that fails: the volume ends, and the next start believes the disk alone. */
final class JournalPoisonTest {

  private static final Path NOTE = VolumeLayout.of(Trial.VOLUME).poisoned();

  /** A disk whose process died of a failed force, and what was known and shown before. */
  private record Poisoned(CrashDisk disk, Position forced, Position last) {}

  /** The process ends; the kernel keeps what it was given. */
  private static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KilledException(String where) {
      super(where);
    }
  }

  private static void failForcesOf(CrashDisk disk, String part) {
    disk.setFault(
        (operation, file) -> {
          boolean forces = operation == Operation.FORCE || operation == Operation.FORCE_DIRECTORY;
          if (forces && file.toString().contains(part) && !file.toString().contains("poisoned")) {
            throw new IOException("the disk fails");
          }
        });
  }

  private static void heal(CrashDisk disk) {
    disk.setFault((_, _) -> {});
  }

  private static Poisoned poisoned(long seed, Tasks tasks) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    Journal journal = Trial.open(disk, tasks);
    for (int i = random.nextInt(20); i > 0; i--) {
      Trial.write(journal, 1 + random.nextInt(3000));
    }
    Position forced = journal.appended();
    journal.force(forced);
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      Trial.write(journal, 1 + random.nextInt(3000));
    }
    failForcesOf(
        disk, List.of("/volume/log", "/volume/segments", "/volume/").get(random.nextInt(3)));
    assertThrows(PoisonedException.class, () -> journal.force(journal.appended()));
    heal(disk);
    Position last = journal.appended();
    journal.close();
    return new Poisoned(disk, forced, last);
  }

  @Test
  void force_failing_tellsAllWhoWaitAndEndsAllWriting() {
    for (long seed = 0; seed < 20; seed++) {
      Trial.run(seed, JournalPoisonTest::failForAll);
    }
  }

  private static void failForAll(Tasks tasks) throws IOException {
    CrashDisk disk = new CrashDisk();
    try (Journal journal = Trial.open(disk, tasks)) {
      SegmentRange range = Trial.write(journal, 5000);
      journal.force(journal.appended());
      Position durable = journal.durable();
      Trial.write(journal, 10);
      failForcesOf(disk, "/segments/");
      List<String> told = new ArrayList<>();
      List<Tasks.Task> waiters = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiters.add(tasks.start("waiter", () -> told.add(outcome(journal))));
      }
      join(waiters);
      heal(disk);

      assertEquals(List.of("EIO", "EIO", "EIO", "EIO", "EIO", "EIO", "EIO", "EIO"), told);
      assertEquals(durable, journal.durable());
      assertThrows(PoisonedException.class, () -> journal.force(new Position(1)));
      assertThrows(PoisonedException.class, () -> journal.store(ByteBuffer.allocate(1)));
      assertThrows(PoisonedException.class, () -> journal.append(journal.next(List.of())));
      assertThrows(PoisonedException.class, () -> journal.admit(1));
      assertTrue(journal.verify(range));
      assertTrue(
          new String(disk.readAll(NOTE, 5000), java.nio.charset.StandardCharsets.UTF_8)
              .startsWith("durable " + durable + "\n"));
    }
  }

  private static String outcome(Journal journal) {
    try {
      journal.force(journal.appended());
      return "forced";
    } catch (PoisonedException _) {
      return "EIO";
    } catch (IOException e) {
      return e.toString();
    }
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
  void force_failingWhereItCannotBeNoted_tellsTheFirstFailure() {
    Trial.run(
        1,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (Journal journal = Trial.open(disk, tasks)) {
            Trial.write(journal, 10);
            disk.setFault(
                (operation, file) -> {
                  throw new IOException(operation + " of " + file.getFileName());
                });
            IOException failure =
                assertThrows(PoisonedException.class, () -> journal.force(journal.appended()));
            heal(disk);

            assertEquals("a force failed: FORCE of 00000001.segment", failure.getMessage());
            assertFalse(disk.exists(NOTE));
          }
        });
  }

  @Test
  void open_afterAFailedForce_believesWhatTheDiskHas() {
    int[] fewer = {0};
    for (long seed = 0; seed < 150; seed++) {
      long fixed = seed;
      Trial.run(
          seed,
          tasks -> {
            Poisoned poisoned = poisoned(fixed, tasks);
            CrashDisk disk = poisoned.disk();
            Position end;
            try (Journal journal = Trial.open(disk, tasks)) {
              end = journal.recovery().end().position();
              Trial.requireAtLeast(poisoned.forced(), end);
              Trial.requireBytes(journal);
              fewer[0] += poisoned.last().isAfter(end) ? 1 : 0;
              assertFalse(disk.exists(NOTE));
            }
            try (Journal later = Trial.open(disk.crash(fixed), tasks)) {
              Trial.requireAtLeast(end, later.recovery().end().position());
              Trial.requireBytes(later);
            }
          });
    }
    assertTrue(fewer[0] > 50, fewer[0] + " starts saw less than the kernel showed");
  }

  @Test
  void open_endedAnywhereWhileItMakesNewFiles_canBeDoneAgain() {
    int[] endings = {0};
    for (long seed = 0; seed < 12; seed++) {
      for (int steps = 0; steps < 60; steps += 1 + (int) (seed % 3)) {
        long fixed = seed;
        int after = steps;
        Trial.run(seed, tasks -> endings[0] += endAndOpenAgain(fixed, after, tasks));
      }
    }
    assertTrue(endings[0] > 200, endings[0] + " starts were ended");
  }

  /** Ends a start after some operations on the disk, and sometimes the power too. */
  private static int endAndOpenAgain(long seed, int steps, Tasks tasks) throws IOException {
    Poisoned poisoned = poisoned(seed, tasks);
    int[] left = {steps};
    poisoned
        .disk()
        .setFault(
            (operation, file) -> {
              if (left[0]-- <= 0) {
                throw new KilledException(operation + " of " + file);
              }
            });
    int ended = 0;
    try {
      Trial.open(poisoned.disk(), tasks).close();
    } catch (KilledException | PoisonedException _) {
      ended = 1;
    }
    heal(poisoned.disk());
    CrashDisk disk = steps % 2 == 0 ? poisoned.disk() : poisoned.disk().crash(seed + steps);
    Position end;
    try (Journal journal = Trial.open(disk, tasks)) {
      end = journal.recovery().end().position();
      Trial.requireAtLeast(poisoned.forced(), end);
      Trial.requireBytes(journal);
    }
    try (Journal later = Trial.open(disk.crash(seed), tasks)) {
      Trial.requireAtLeast(end, later.recovery().end().position());
    }
    return ended;
  }

  @Test
  void open_failingToForceWhatAKilledProcessLeft_believesTheDiskAtTheNext() {
    for (long seed = 0; seed < 40; seed++) {
      long fixed = seed;
      Trial.run(
          seed,
          tasks -> {
            CrashDisk disk = new CrashDisk();
            Journal killed = Trial.open(disk, tasks);
            Position forced = killed.appended();
            for (int i = 0; i < 20; i++) {
              Trial.write(killed, 700);
              if (i == fixed % 20) {
                forced = killed.appended();
                killed.force(forced);
              }
            }
            failForcesOf(disk, fixed % 2 == 0 ? "/volume/log" : "/volume/segments");
            assertThrows(PoisonedException.class, () -> Trial.open(disk, tasks));
            heal(disk);
            Position end;
            try (Journal journal = Trial.open(disk, tasks)) {
              end = journal.recovery().end().position();
              Trial.requireAtLeast(new Position(forced.value() - 1), end);
              Trial.requireBytes(journal);
            }
            try (Journal later = Trial.open(disk.crash(fixed), tasks)) {
              Trial.requireAtLeast(end, later.recovery().end().position());
              Trial.requireBytes(later);
            }
          });
    }
  }

  @Test
  void open_whereTheDiskHasLessThanWasForced_refusesAndTouchesNothing() {
    Trial.run(
        5,
        tasks -> {
          Poisoned poisoned = poisoned(5, tasks);
          CrashDisk disk = poisoned.disk();
          List<Path> files = disk.list(VolumeLayout.of(Trial.VOLUME).log());
          Path first = files.getFirst();
          try (DiskFile file = disk.open(first, OpenMode.READ_WRITE)) {
            file.write(ByteBuffer.allocate(20), 100);
            file.force();
          }
          byte[] before = disk.readAll(first, 1 << 20);

          DamagedJournalException refused =
              assertThrows(DamagedJournalException.class, () -> Trial.open(disk, tasks));

          assertTrue(
              String.valueOf(refused.getMessage())
                  .contains("arv-fs-journal recover " + Trial.VOLUME));
          assertTrue(disk.exists(NOTE));
          org.junit.jupiter.api.Assertions.assertArrayEquals(before, disk.readAll(first, 1 << 20));
        });
  }

  /** Another takes the last byte; only what the volume holds back is left. */
  private static void fill(CrashDisk disk) throws IOException {
    try (DiskFile other = disk.open(Path.of("/volume/../other"), OpenMode.CREATE)) {
      other.reserve(0, disk.space(Path.of("/volume")).usableBytes() / 4096 * 4096);
    }
  }

  @Test
  void force_failingOnAFullDisk_isNotedAndTheNextStartMakesItsCopies() {
    for (long seed = 0; seed < 20; seed++) {
      Trial.run(seed, JournalPoisonTest::poisonAFullDisk);
    }
  }

  private static void poisonAFullDisk(Tasks tasks) throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.setCapacity(1 << 20);
    Position forced;
    try (Journal journal = Trial.open(disk, tasks)) {
      Trial.write(journal, 700);
      forced = journal.appended();
      journal.force(forced);
      for (int i = 0; i < 10; i++) {
        Trial.write(journal, 700);
      }
      fill(disk);
      failForcesOf(disk, "/volume/segments");
      assertThrows(PoisonedException.class, () -> journal.force(journal.appended()));
      heal(disk);
    }
    assertTrue(disk.exists(NOTE));
    fill(disk);

    try (Journal journal = Trial.open(disk, tasks)) {
      Trial.requireAtLeast(forced, journal.recovery().end().position());
      Trial.requireBytes(journal);
      assertFalse(disk.exists(NOTE));
    }
  }
}
