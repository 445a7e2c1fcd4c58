package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.Purpose;
import io.arvfs.journal.host.AbandonedException;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.SimulatedTasks;
import io.arvfs.journal.host.Waiter;
import io.arvfs.journal.log.Headroom;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who waits for room while what lies here is sent, in simulated time. */
class ReliefTest {

  private static final long LIMIT = 16 << 20;
  private static final int PART = 64 << 10;

  /** A block over a line of 20 kB/s takes far longer than anybody waits for nothing. */
  private static final Duration TRANSFER = Duration.ofMinutes(50);

  private final SimulatedTasks tasks = new SimulatedTasks(7);
  private final AtomicLong moved = new AtomicLong();
  private final AtomicBoolean asking = new AtomicBoolean();

  /** What happens in a second of sending. */
  private interface Second {
    void pass();
  }

  private interface Body {
    void with(Journal journal) throws IOException;
  }

  /** A full volume, from which a transfer frees all when it is over. */
  private void full(Second second, Body body) {
    tasks.run(
        () -> {
          JournalOptions options = JournalOptions.DEFAULT.withSize(OptionalLong.of(LIMIT));
          try (Journal journal =
              Journal.openOn(new CrashDisk(), Path.of("/volume"), tasks, options)) {
            assertThrows(OutOfSpaceException.class, () -> fill(journal));
            Relief.Work work =
                new Relief.Work(() -> true, moved::get, asking::get, () -> send(journal, second));
            journal.bound().addFreeing(new Relief(tasks, journal.bound(), work));
            body.with(journal);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void fill(Journal journal) throws IOException {
    for (int i = 0; i < 10_000; i++) {
      write(journal);
    }
  }

  private static void write(Journal journal) throws IOException {
    try (Headroom.Room _ = journal.admit(PART);
        Segments.Pin _ = journal.storePinned(ByteBuffer.allocate(PART), Purpose.ORDINARY)) {
      journal.append(journal.next(java.util.List.of()));
    }
  }

  private boolean send(Journal journal, Second second) throws InterruptedException {
    for (long i = 0; i < TRANSFER.toSeconds(); i++) {
      tasks.sleep(Duration.ofSeconds(1));
      second.pass();
    }
    try {
      journal.segmentFiles().endUnless(Set.of());
      journal.release(journal.segmentFiles().idle(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  @Test
  void write_whileABlockGoesOutSlowly_waitsForItsEnd() {
    full(
        () -> moved.addAndGet(20_000),
        journal -> {
          long before = tasks.nanoTime();

          write(journal);

          assertTrue(tasks.nanoTime() - before >= TRANSFER.toNanos());
        });
  }

  @Test
  void write_whileTheServerIsAtWorkOnTheUpdate_waitsForItsEnd() {
    asking.set(true);
    full(
        () -> {},
        journal -> {
          long before = tasks.nanoTime();

          write(journal);

          assertTrue(tasks.nanoTime() - before >= TRANSFER.toNanos());
        });
  }

  @Test
  void write_whileATransferStandsStill_isRefusedAfter30Seconds() {
    full(
        () -> {},
        journal -> {
          long before = tasks.nanoTime();

          assertThrows(OutOfSpaceException.class, () -> write(journal));

          long waited = Duration.ofNanos(tasks.nanoTime() - before).toSeconds();
          assertTrue(waited >= 30 && waited <= 31, waited + " seconds");
        });
  }

  @Test
  void write_whoseClientGetsASignal_waitsNoMore() {
    Waiter client = new Waiter();
    full(
        () -> {
          moved.addAndGet(20_000);
          client.leave();
        },
        journal -> {
          long before = tasks.nanoTime();

          assertThrows(AbandonedException.class, () -> client.call(() -> waited(journal)));

          long waited = Duration.ofNanos(tasks.nanoTime() - before).toSeconds();
          assertTrue(waited <= 2, waited + " seconds");
        });
  }

  private static boolean waited(Journal journal) throws IOException {
    write(journal);
    return true;
  }
}
