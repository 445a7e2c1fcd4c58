package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.Retention.Kept;
import io.arvfs.fs.Retention.Verdict;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.LogFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What may go of the past, whatever there is of it. */
final class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private static Checkpoint checkpoint(long position, long bytes) {
    Applied at = new Applied(new Position(position), 1, 0);
    return new Checkpoint(Path.of(position + ".checkpoint"), bytes, at, List.of());
  }

  private static LogFile file(long first, long daysAgo, long bytes) {
    return new LogFile(new Position(first), NOW.minus(Duration.ofDays(daysAgo)), bytes);
  }

  private static Position at(long position) {
    return new Position(position);
  }

  /** Files of a few entries each; each checkpoint stands at the first entry of one. */
  private static Kept random(Random random) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    List<LogFile> files = new ArrayList<>();
    long position = random.nextBoolean() ? 1 : 1 + random.nextInt(100);
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      files.add(file(position, 2L * (count - i), 1 + random.nextInt(100)));
      if (random.nextBoolean() && position > 1) {
        checkpoints.add(checkpoint(position, 1 + random.nextInt(100)));
      }
      position += 1 + random.nextInt(20);
    }
    return new Kept(checkpoints, files);
  }

  private static boolean goes(Kept kept, int file, Verdict verdict) {
    return file + 1 < kept.files().size()
        && !kept.files().get(file + 1).first().isAfter(verdict.through().next());
  }

  @Property(tries = 1000)
  void whatIsKept_canBeFoldedAndHoldsAllThatIsNeeded(@ForAll long seed) {
    Random random = new Random(seed);
    Kept kept = random(random);
    int generations = 1 + random.nextInt(2);
    Position flushed = at(random.nextInt(200));
    Retention retention =
        Retention.of(generations, flushed, NOW, Duration.ofDays(random.nextInt(20)));
    long need = random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(500);
    Verdict verdict = retention.decide(kept, need);
    List<Checkpoint> left = new ArrayList<>(kept.checkpoints());
    left.removeAll(verdict.checkpoints());

    assertTrue(left.size() >= Math.min(generations, kept.checkpoints().size()));
    assertTrue(left.isEmpty() || left.getLast().equals(kept.checkpoints().getLast()));
    if (verdict.through().isAfter(Position.NONE)) {
      assertEquals(verdict.through().next(), left.getFirst().position());
      assertFalse(verdict.through().next().isAfter(flushed));
    } else {
      assertEquals(kept.checkpoints(), left);
    }
    requireSums(kept, verdict);
  }

  private static void requireSums(Kept kept, Verdict verdict) {
    long bytes = verdict.checkpoints().stream().mapToLong(Checkpoint::bytes).sum();
    for (int i = 0; i < kept.files().size(); i++) {
      bytes += goes(kept, i, verdict) ? kept.files().get(i).bytes() : 0;
    }
    assertEquals(bytes, verdict.bytes());
  }

  @Property(tries = 1000)
  void whatIsYoung_staysUnlessThereIsNeed(@ForAll long seed) {
    Random random = new Random(seed);
    Kept kept = random(random);
    Duration age = Duration.ofDays(1 + random.nextInt(20));
    Retention retention = Retention.of(1 + random.nextInt(2), at(1000), NOW, age);
    Verdict calm = retention.decide(kept, 0);
    Verdict pressed = retention.decide(kept, calm.bytes() + random.nextInt(100));
    Verdict desperate = retention.decide(kept, Long.MAX_VALUE);

    for (int i = 0; i + 1 < kept.files().size(); i++) {
      boolean young = kept.files().get(i + 1).time().isAfter(NOW.minus(age));
      assertFalse(young && goes(kept, i, calm), "file " + i);
    }
    assertTrue(calm.bytes() <= pressed.bytes());
    assertTrue(pressed.bytes() <= desperate.bytes());
    assertFalse(calm.through().isAfter(pressed.through()));
    assertFalse(pressed.through().isAfter(desperate.through()));
  }

  @Test
  void history_none_leavesTwoGenerationsAndTheLogBetween() {
    Kept kept =
        new Kept(
            List.of(checkpoint(10, 7), checkpoint(20, 7), checkpoint(30, 7)),
            List.of(file(1, 9, 5), file(10, 8, 5), file(20, 7, 5), file(30, 0, 5)));
    Verdict verdict = Retention.of(2, at(30), NOW, Duration.ZERO).decide(kept, 0);

    assertEquals(new Verdict(List.of(checkpoint(10, 7)), at(19), 17), verdict);
  }

  @Test
  void history_ofAWeek_keepsTheCheckpointBeforeIt() {
    Kept kept =
        new Kept(
            List.of(checkpoint(10, 7), checkpoint(20, 7), checkpoint(30, 7), checkpoint(40, 7)),
            List.of(
                file(1, 20, 5), file(10, 9, 5), file(20, 6, 5), file(30, 2, 5), file(40, 0, 5)));
    Retention retention = Retention.of(2, at(40), NOW, WEEK);

    assertEquals(at(9), retention.decide(kept, 0).through());
    assertEquals(at(19), retention.decide(kept, 6).through());
    assertEquals(at(29), retention.decide(kept, 1000).through());
  }

  @Test
  void rows_notOnTheDisk_keepTheirLog() {
    Kept kept =
        new Kept(
            List.of(checkpoint(10, 7), checkpoint(20, 7), checkpoint(30, 7)),
            List.of(file(1, 9, 5), file(10, 8, 5), file(20, 7, 5), file(30, 6, 5)));

    assertEquals(at(9), Retention.of(1, at(19), NOW, Duration.ZERO).decide(kept, 0).through());
    assertEquals(
        Verdict.NOTHING, Retention.of(1, at(9), NOW, Duration.ZERO).decide(kept, Long.MAX_VALUE));
  }
}
