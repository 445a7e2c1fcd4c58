package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What works on a full disk, and what does not. */
final class ReserveTest {

  private static final int CAPACITY = 4 << 20;
  private static final Path OTHER = Trial.VOLUME.resolve("../other");
  private static final List<Event> ORDINARY =
      List.of(
          new DirectoryMade(
              new Ino(3), Ino.ROOT, new Name("a".repeat(200)), new Attributes(0755, 0, 0)));
  private static final List<Event> FREEING =
      List.of(new Unlinked(new Ino(3), Ino.ROOT, new Name("a".repeat(200))));

  private final CrashDisk disk = new CrashDisk();

  ReserveTest() {
    disk.setCapacity(CAPACITY);
  }

  private static void fill(Journal journal) {
    assertThrows(
        OutOfSpaceException.class,
        () -> {
          while (true) {
            Trial.write(journal, 3000);
          }
        });
  }

  /** Another process takes space. */
  private void take(long bytes) throws IOException {
    try (DiskFile file = disk.open(OTHER, OpenMode.CREATE)) {
      file.reserve(file.size(), bytes);
    }
  }

  private void takeTheRest() throws IOException {
    take(disk.space(Trial.VOLUME).usableBytes());
    assertEquals(0, disk.space(Trial.VOLUME).usableBytes());
  }

  private static int appendFreeing(Journal journal, int most) throws IOException {
    int done = 0;
    try {
      while (done < most) {
        journal.append(journal.next(FREEING), Purpose.FREEING);
        done++;
      }
    } catch (OutOfSpaceException _) {
      return done;
    }
    return done;
  }

  private static void pause(Tasks tasks) {
    try {
      tasks.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void append_onAFullDisk_worksForWhatFreesAlone() {
    Trial.run(
        1,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            assertEquals(CAPACITY / 4, journal.reserve().heldBytes());
            fill(journal);
            takeTheRest();
            assertEquals(CAPACITY / 4, journal.reserve().heldBytes());

            int freed = appendFreeing(journal, 2000);

            assertEquals(2000, freed);
            assertThrows(OutOfSpaceException.class, () -> Trial.write(journal, 1));
            assertThrows(OutOfSpaceException.class, () -> journal.append(journal.next(ORDINARY)));
            assertEquals(1, Trial.store(journal, ByteBuffer.allocate(1), Purpose.FREEING).length());
            journal.append(journal.next(List.of()));
            journal.force(journal.appended());
          }
        });
  }

  @Test
  void append_whenThereIsRoomAgain_worksForAllAndTheReserveIsWhole() {
    Trial.run(
        2,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            take(CAPACITY / 2);
            fill(journal);
            takeTheRest();
            assertEquals(1000, appendFreeing(journal, 1000));
            assertThrows(OutOfSpaceException.class, () -> journal.append(journal.next(ORDINARY)));

            disk.delete(OTHER);
            pause(tasks);

            assertTrue(journal.reserve().isWhole());
            assertEquals(CAPACITY / 4, journal.reserve().heldBytes());
            journal.append(journal.next(ORDINARY));
          }
        });
  }

  @Test
  void reserve_usedUp_endsInARefusalThatHarmsNothing() {
    Trial.run(
        3,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            take(CAPACITY / 2);
            fill(journal);
            takeTheRest();
            int done = appendFreeing(journal, Integer.MAX_VALUE);
            assertTrue(done > 3000, done + " entries");
            journal.force(journal.appended());
            disk.delete(OTHER);
            pause(tasks);
            journal.append(journal.next(ORDINARY));
          }
          CrashDisk after = disk.crash(3);
          after.setCapacity(CAPACITY);
          try (Journal journal = Trial.open(after, tasks)) {
            assertFalse(journal.recovery().cut().isPresent());
            Trial.requireBytes(journal);
          }
        });
  }

  @Test
  void lend_onAFullDisk_makesRoomForFilesOfOthers() {
    Trial.run(
        4,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            fill(journal);
            takeTheRest();
            try (Reserve.Loan _ = journal.reserve().lend()) {
              assertTrue(disk.space(Trial.VOLUME).usableBytes() >= CAPACITY / 8);
              pause(tasks);
              assertFalse(journal.reserve().isWhole());
              assertThrows(OutOfSpaceException.class, () -> Trial.write(journal, 1));
            }
            assertTrue(journal.reserve().isWhole());
            assertEquals(0, disk.space(Trial.VOLUME).usableBytes());
          }
        });
  }

  /** A commit may last for hours, and the disk may be free again long before. */
  @Test
  void lend_whenTheDiskIsFreeAgain_isNoReasonToRefuse() {
    Trial.run(
        7,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            take(CAPACITY / 2);
            fill(journal);
            takeTheRest();
            try (Reserve.Loan _ = journal.reserve().lend()) {
              journal.tend();
              assertFalse(journal.reserve().isWhole());
              disk.delete(OTHER);
              journal.tend();

              assertTrue(journal.reserve().isWhole());
              assertTrue(disk.space(Trial.VOLUME).usableBytes() >= CAPACITY / 8);
              journal.append(journal.next(ORDINARY));
            }
          }
        });
  }

  /** What is lent stays free: a disk with room for the rest alone is a full disk. */
  @Test
  void lend_whenLittleIsFreeAgain_keepsWhatIsLentFree() {
    Trial.run(
        8,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            fill(journal);
            takeTheRest();
            try (Reserve.Loan _ = journal.reserve().lend()) {
              disk.setCapacity(CAPACITY + CAPACITY / 16);
              journal.tend();

              assertFalse(journal.reserve().isWhole());
              assertTrue(disk.space(Trial.VOLUME).usableBytes() >= CAPACITY / 8);
              assertThrows(OutOfSpaceException.class, () -> journal.append(journal.next(ORDINARY)));
            }
          }
        });
  }

  @Test
  void lend_afterAnotherTookWhatWasLentBefore_makesRoomAgain() {
    Trial.run(
        5,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            fill(journal);
            takeTheRest();
            for (int i = 0; i < 3; i++) {
              try (Reserve.Loan _ = journal.reserve().lend()) {
                assertTrue(disk.space(Trial.VOLUME).usableBytes() > 0, "loan " + i);
                takeTheRest();
              }
              assertFalse(journal.reserve().isWhole());
            }
            assertTrue(journal.reserve().heldBytes() > 0);
          }
        });
  }

  @Test
  void renew_whenAnotherTookWhatWasLent_givesPiecesUntilNothingIsLeft() {
    Trial.run(
        6,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            fill(journal);
            takeTheRest();
            try (Reserve.Loan loan = journal.reserve().lend()) {
              long lent = journal.reserve().heldBytes();
              loan.renew();
              assertEquals(lent, journal.reserve().heldBytes(), "there is room");
              while (journal.reserve().heldBytes() > 0) {
                takeTheRest();
                loan.renew();
                assertTrue(disk.space(Trial.VOLUME).usableBytes() > 0);
              }
              loan.renew();
            }
          }
        });
  }

  @Test
  void open_onAFullDisk_works() {
    Trial.run(
        5,
        tasks -> {
          try (Journal journal = Trial.open(disk, tasks)) {
            fill(journal);
            takeTheRest();
          }
          takeTheRest();
          for (int i = 0; i < 5; i++) {
            try (Journal journal = Trial.open(disk, tasks)) {
              assertEquals(1, appendFreeing(journal, 1));
              takeTheRest();
            }
          }
        });
  }
}
