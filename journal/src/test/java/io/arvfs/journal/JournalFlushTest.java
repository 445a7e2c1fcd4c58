package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FlushOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a journal is forced that nobody asks to be. */
final class JournalFlushTest {

  private static final int FLUSH_BYTES = 64 << 10;
  private static final JournalOptions SELDOM =
      new JournalOptions(
          Trial.SMALL.log(),
          Trial.SMALL.segments(),
          new FlushOptions(FLUSH_BYTES, 2 * FLUSH_BYTES, Duration.ofHours(1)),
          Trial.SMALL.sizeBytes());

  private final CrashDisk disk = new CrashDisk();

  private Journal open(Tasks tasks, JournalOptions options) throws IOException {
    return Journal.openOn(disk, Trial.VOLUME, tasks, options);
  }

  private static void appendEntry(Journal journal) throws IOException {
    journal.append(journal.next(List.of(new Truncated(new Ino(2), 0))));
  }

  private static void pass(Tasks tasks, Duration time) {
    try {
      tasks.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void flush_ofEntriesAlone_comesWithTheirBytes() {
    Trial.run(
        1,
        tasks -> {
          try (Journal journal = open(tasks, SELDOM)) {
            Position before = journal.durable();
            long begun = journal.appendedBytes();
            while (journal.appendedBytes() - begun < FLUSH_BYTES - 1000) {
              appendEntry(journal);
            }
            pass(tasks, Duration.ofSeconds(1));
            assertEquals(before, journal.durable());

            for (int i = 0; i < 20; i++) {
              appendEntry(journal);
            }
            pass(tasks, Duration.ofSeconds(1));

            assertTrue(journal.durable().isAfter(before));
          }
        });
  }

  @Test
  void flush_afterAnEntry_comesWithinTheInterval() {
    Trial.run(
        2,
        tasks -> {
          Duration interval = Duration.ofMillis(200);
          try (Journal journal = open(tasks, SELDOM.withSyncInterval(interval))) {
            appendEntry(journal);
            pass(tasks, interval.multipliedBy(2));

            assertEquals(journal.appended(), journal.durable());
          }
        });
  }

  /** Else an idle volume would force its own marks for ever. */
  @Test
  void flush_afterAMark_doesNotCome() {
    Trial.run(
        3,
        tasks -> {
          Duration interval = Duration.ofMillis(200);
          try (Journal journal = open(tasks, SELDOM.withSyncInterval(interval))) {
            appendEntry(journal);
            journal.force(journal.appended());
            journal.append(journal.next(List.of()));
            boolean[] forced = {false};
            disk.setFault((operation, _) -> forced[0] |= operation == Operation.FORCE);

            pass(tasks, Duration.ofMinutes(1));

            assertFalse(forced[0]);
          }
        });
  }
}
