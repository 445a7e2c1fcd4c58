package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.Headroom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How large a volume may become, and who waits for that. */
final class BoundTest {

  private static final long LIMIT = 16 << 20;
  private static final int PART = 64 << 10;

  private final CrashDisk disk = new CrashDisk();

  private Journal open(Tasks tasks) throws IOException {
    return Journal.openOn(
        disk, Trial.VOLUME, tasks, JournalOptions.DEFAULT.withSize(OptionalLong.of(LIMIT)));
  }

  private static SegmentRange write(Journal journal) throws IOException {
    try (Headroom.Room _ = journal.admit(PART)) {
      return Trial.write(journal, PART);
    }
  }

  private static int fill(Journal journal) throws IOException {
    int written = 0;
    try {
      while (written < 10_000) {
        write(journal);
        written++;
      }
    } catch (OutOfSpaceException _) {
      return written;
    }
    return written;
  }

  private long takenBytes() throws IOException {
    return Long.MAX_VALUE - disk.space(Trial.VOLUME).usableBytes();
  }

  @Test
  void boundBytes_ofAFileSystem_isATenthAndAtMost32GiB() {
    JournalOptions standard = JournalOptions.DEFAULT;

    assertEquals(10L << 30, standard.boundBytes(new DiskSpace(100L << 30, 1)));
    assertEquals(32L << 30, standard.boundBytes(new DiskSpace(1L << 50, 1)));
    JournalOptions asked = standard.withSize(OptionalLong.of(5L << 30));
    assertEquals(5L << 30, asked.boundBytes(new DiskSpace(100L << 30, 1)));
    assertEquals(1L << 30, asked.boundBytes(new DiskSpace(1L << 30, 1)));
  }

  @Test
  void reserve_ofALargerBound_isCutToTheSmallerOne() {
    Trial.run(
        10,
        tasks -> {
          JournalOptions large = JournalOptions.DEFAULT.withSize(OptionalLong.of(8 * LIMIT));
          Journal.openOn(disk, Trial.VOLUME, tasks, large).close();
          try (Journal journal = open(tasks)) {
            assertEquals(LIMIT / 4, journal.reserve().heldBytes());
            var _ = write(journal);
          }
        });
  }

  @Test
  void entries_beyondTheBound_askForSpaceToo() {
    Trial.run(
        9,
        tasks -> {
          List<Integer> asked = new ArrayList<>();
          try (Journal journal = open(tasks)) {
            journal.bound().addFreeing(() -> asked.add(1));
            for (int i = 0; i < 1_000_000 && asked.isEmpty(); i++) {
              journal.append(journal.next(List.of(new Truncated(new Ino(2), i))));
              if (i % 1000 == 0) {
                sleep(tasks);
                journal.tend();
              }
            }
            assertFalse(asked.isEmpty());
            journal.append(journal.next(List.of(new Truncated(new Ino(2), 0))));
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

  @Test
  void write_whereNothingCanBeFreed_isRefusedAtTheBoundAtOnce() {
    Trial.run(
        1,
        tasks -> {
          try (Journal journal = open(tasks)) {
            disk.makeDirectories(Trial.VOLUME.resolve("index/deep"));
            try (DiskFile file =
                disk.open(Trial.VOLUME.resolve("index/deep/file"), OpenMode.CREATE)) {
              file.reserve(0, 2 << 20);
            }
            journal.bound().freed();

            int written = fill(journal);

            long least = LIMIT - LIMIT / 4 - (2 << 20) - (3 << 20);
            assertTrue((long) written * PART >= least, written + " parts");
            assertTrue(takenBytes() <= LIMIT + (1 << 20), takenBytes() + " bytes");
            assertTrue(journal.tryAdmit(PART).isEmpty());
            assertFalse(journal.bound().hasRoom(PART));
            journal.append(journal.next(java.util.List.of()));
          }
        });
  }

  @Test
  void write_whileSomethingIsFreed_waitsAndGoesOn() {
    Trial.run(
        2,
        tasks -> {
          try (Journal journal = open(tasks)) {
            Deque<Integer> asked = new ArrayDeque<>();
            int first = fill(journal);
            journal.bound().addFreeing(() -> asked.add(1));
            Tasks.Task freer = tasks.start("freer", () -> freeLater(journal, tasks));

            for (int i = 0; i < first / 2; i++) {
              write(journal);
            }

            assertTrue(asked.size() > 50, asked.size() + " times");
            assertTrue(takenBytes() <= LIMIT + (1 << 20), takenBytes() + " bytes");
            join(freer);
          }
        });
  }

  private static void freeLater(Journal journal, Tasks tasks) {
    try {
      tasks.sleep(Duration.ofSeconds(25));
      journal.segmentFiles().endUnless(Set.of());
      journal.release(journal.segmentFiles().idle(), 0);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Tasks.Task task) {
    try {
      task.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void write_whenNothingIsFreedFor30Seconds_isRefused() {
    Trial.run(
        3,
        tasks -> {
          try (Journal journal = open(tasks)) {
            fill(journal);
            journal.bound().addFreeing(() -> true);
            long before = tasks.nanoTime();

            assertThrows(OutOfSpaceException.class, () -> write(journal));

            long waited = Duration.ofNanos(tasks.nanoTime() - before).toSeconds();
            assertTrue(waited >= 30 && waited <= 31, waited + " seconds");
          }
        });
  }

  @Test
  void write_whereOthersTookTheDisk_keepsTheFloorFree() {
    Trial.run(
        4,
        tasks -> {
          disk.setCapacity(40 << 20);
          Path other = Path.of("/other");
          try (Journal journal = open(tasks)) {
            try (DiskFile file = disk.open(other, OpenMode.CREATE)) {
              file.reserve(0, 30 << 20);
            }
            journal.bound().freed();
            fill(journal);
            long floor = (40 << 20) / 20;
            long usable = disk.space(Trial.VOLUME).usableBytes();
            assertTrue(usable >= floor - (1 << 20), usable + " bytes are free");
            assertEquals(1, Trial.store(journal, ByteBuffer.allocate(1), Purpose.FREEING).length());
            assertFalse(journal.bound().hasRoom(1 << 20));
            journal.bound().awaitOwnRoom(1 << 20);
            assertThrows(OutOfSpaceException.class, () -> journal.bound().awaitOwnRoom(LIMIT));
          }
        });
  }

  @Test
  void segments_ofASmallVolume_areAnEighthOfItAtMost() {
    Trial.run(
        5,
        tasks -> {
          try (Journal journal = open(tasks)) {
            fill(journal);
            Path segments = VolumeLayout.of(Trial.VOLUME).segments();
            for (Path segment : disk.list(segments)) {
              assertTrue(disk.allocatedBytes(segment) <= LIMIT / 8, segment + "");
            }
            assertTrue(disk.list(segments).size() >= 4);
          }
        });
  }

  /** Who asks for a count, or releases what is not there, has freed nothing. */
  @Test
  void write_whileNothingIsFreedOverAndOver_isRefusedAfter30Seconds() {
    Trial.run(
        11,
        tasks -> {
          try (Journal journal = open(tasks)) {
            fill(journal);
            journal.bound().addFreeing(() -> freesNothing(journal));
            long before = tasks.nanoTime();

            assertThrows(OutOfSpaceException.class, () -> write(journal));

            long waited = Duration.ofNanos(tasks.nanoTime() - before).toSeconds();
            assertTrue(waited >= 30 && waited <= 31, waited + " seconds");
          }
        });
  }

  private static boolean freesNothing(Journal journal) {
    try {
      journal.release(List.of(), 0);
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What takes its time before it frees anything, as sending does, says that it goes on. */
  @Test
  void write_whileSomebodyWorksForLong_waitsForIt() {
    Trial.run(
        12,
        tasks -> {
          try (Journal journal = open(tasks)) {
            fill(journal);
            long until = tasks.nanoTime() + Duration.ofSeconds(100).toNanos();
            journal.bound().addFreeing(() -> false);
            journal.bound().addFreeing(() -> works(journal, tasks.nanoTime() - until));

            var _ = write(journal);

            assertTrue(tasks.nanoTime() - until >= 0);
          }
        });
  }

  private static boolean works(Journal journal, long lateNanos) {
    try {
      journal.bound().progressed();
      if (lateNanos >= 0) {
        journal.segmentFiles().endUnless(Set.of());
        journal.release(journal.segmentFiles().idle(), 0);
      }
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
