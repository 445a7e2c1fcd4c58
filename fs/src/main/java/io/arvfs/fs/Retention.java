package io.arvfs.fs;

import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.LogFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what of the past may go. Pure.
 *
 * <p>What is kept begins at a <em>base</em>: a checkpoint, or the first entry ever. All checkpoints
 * and all of the log from there on stay, so whatever is kept can be folded. The base never passes
 * the oldest of the generations to keep, nor the rows that are on the disk: the index that a start
 * finds must have its frame in the log.
 *
 * @param generations so many of the newest checkpoints stay, at least 1
 * @param flushed where the rows on the disk stand
 * @param keptFrom entries written since stay, as long as there is room
 */
record Retention(int generations, Position flushed, Instant keptFrom) {

  /** Keeps what was written within {@code age} before {@code now}. */
  static Retention of(int generations, Position flushed, Instant now, Duration age) {
    Instant from = age.isZero() ? Instant.MAX : now.minus(age);
    return new Retention(generations, flushed, from);
  }

  /**
   * What is there.
   *
   * @param checkpoints those whose frame is in the log, oldest first
   * @param files of the log, oldest first
   */
  record Kept(List<Checkpoint> checkpoints, List<LogFile> files) {

    Kept {
      checkpoints = List.copyOf(checkpoints);
      files = List.copyOf(files);
    }
  }

  /**
   * What is to go.
   *
   * @param checkpoints to be deleted
   * @param through the log is deleted up to here
   * @param bytes that this frees
   */
  record Verdict(List<Checkpoint> checkpoints, Position through, long bytes) {

    static final Verdict NOTHING = new Verdict(List.of(), Position.NONE, 0);

    Verdict {
      checkpoints = List.copyOf(checkpoints);
    }
  }

  /**
   * Lets go what is older than what is to be kept; of that too, oldest first, as much as frees
   * {@code needBytes}.
   */
  Verdict decide(Kept kept, long needBytes) {
    Verdict verdict = Verdict.NOTHING;
    for (Checkpoint base : bases(kept)) {
      if (isExpired(base, kept) || verdict.bytes() < needBytes) {
        verdict = upTo(base, kept);
      }
    }
    return verdict;
  }

  /** The checkpoints that the past may begin at, oldest first. */
  private List<Checkpoint> bases(Kept kept) {
    int last = kept.checkpoints().size() - generations;
    List<Checkpoint> bases = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      Checkpoint checkpoint = kept.checkpoints().get(i);
      if (!checkpoint.position().isAfter(flushed)) {
        bases.add(checkpoint);
      }
    }
    return bases;
  }

  /** Whether all before {@code base} was written before what is to be kept. */
  private boolean isExpired(Checkpoint base, Kept kept) {
    return kept.files().stream()
        .filter(file -> !base.position().isAfter(file.first()))
        .findFirst()
        .filter(file -> !file.time().isAfter(keptFrom))
        .isPresent();
  }

  private static Verdict upTo(Checkpoint base, Kept kept) {
    List<Checkpoint> older =
        kept.checkpoints().stream().filter(c -> base.position().isAfter(c.position())).toList();
    long bytes = older.stream().mapToLong(Checkpoint::bytes).sum();
    List<LogFile> files = kept.files();
    for (int i = 0; i + 1 < files.size(); i++) {
      if (!files.get(i + 1).first().isAfter(base.position())) {
        bytes += files.get(i).bytes();
      }
    }
    return new Verdict(older, new Position(base.position().value() - 1), bytes);
  }
}
