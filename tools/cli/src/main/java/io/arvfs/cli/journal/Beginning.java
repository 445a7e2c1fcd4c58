package io.arvfs.cli.journal;

import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A log as it was at one moment, and what was before the first entry that it keeps. A log that
 * begins at 1 needs nothing; of one that was trimmed a checkpoint says it: the oldest that can be
 * read, so that every moment that is kept can be shown. Who wants to get past an entry that is
 * missing takes the newest instead, if that stands behind it. Where files of the log and
 * checkpoints are lost, the index may still tell.
 *
 * <p>A running mount takes checkpoints away and trims the log up to the next: where that happens
 * while one is chosen, a later moment is taken. Confined to one thread.
 */
final class Beginning implements Closeable {

  /** So often a running mount may take away what was just chosen. */
  private static final int ATTEMPTS = 20;

  private static final int ROWS_PER_BATCH = 4096;

  /** No key begins so. */
  private static final byte[] BEHIND_ALL_KEYS = new byte[64];

  static {
    Arrays.fill(BEHIND_ALL_KEYS, (byte) 0xff);
  }

  private final VolumeFiles volume;
  private final Checkpoints checkpoints;
  private final Position missing;
  private final Position lastMissing;
  private FrameSurvey log;
  private @Nullable Choice chosen;

  /** What tells of the time before the log. */
  private record Choice(Optional<Checkpoint> checkpoint, Source source) {}

  private enum Source {
    /** The log itself, or a checkpoint, as it should be. */
    WHOLE,
    /** Files are lost, and the index alone knows. */
    INDEX,
    /** Entries are lost, and the index alone knows what came of them. */
    INDEX_BEHIND,
    /** Files are lost, and nothing knows. */
    NOTHING
  }

  /** Of the log as it is now. */
  Beginning(VolumeFiles volume) throws IOException {
    this(volume, Position.NONE, Position.NONE);
  }

  /**
   * @param missing the first entry that is missing and to be got past; {@link Position#NONE} if
   *     none is
   * @param lastMissing the last such
   */
  Beginning(VolumeFiles volume, Position missing, Position lastMissing) throws IOException {
    this.volume = volume;
    this.missing = missing;
    this.lastMissing = lastMissing;
    this.checkpoints = new Checkpoints(volume.disk(), volume.layout().checkpoints());
    this.log = volume.frames();
  }

  /** The log; what {@link #fill} gave the rows before. */
  FrameSurvey log() {
    return log;
  }

  /** Shows every entry of the log, and what cannot be read. */
  Survey read(EntrySight sight) throws IOException {
    return volume.read(log, sight);
  }

  /**
   * Fills {@code index}, which is empty, with the rows before the first entry that is kept; it
   * stays empty if nothing tells of them.
   */
  void fill(Index index) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<Checkpoint> needed = needed();
      if (needed.isEmpty()) {
        return;
      }
      try {
        checkpoints.load(needed.get(), index);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        takeLater();
      }
    }
  }

  /** The oldest checkpoint that can be read and has what came of the entries of {@code hole}. */
  Optional<Checkpoint> behind(Hole hole) throws IOException {
    if (hole.isTail()) {
      return Optional.empty();
    }
    Position before = new Position(hole.next().value() - 1);
    return readable(
        all -> all.reversed().stream().filter(c -> !before.isAfter(c.position())).toList());
  }

  /**
   * Gives {@code index}, which has other rows, those of {@code checkpoint}.
   *
   * @return false if that was taken away meanwhile: the index is as it was
   */
  boolean replace(Index index, Checkpoint checkpoint) throws IOException {
    try (CheckpointReader rows = checkpoints.read(checkpoint)) {
      replace(index, rows);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static void replace(Index index, CheckpointReader rows) throws IOException {
    for (Family family : Projection.families()) {
      index.deleteRange(family, new byte[0], BEHIND_ALL_KEYS);
    }
    Batch[] batch = {new Batch(index)};
    long[] count = {0};
    rows.rows(
        (family, key, value) -> {
          batch[0].put(family, key, value);
          if (++count[0] % ROWS_PER_BATCH == 0) {
            index.stage(batch[0]);
            batch[0] = new Batch(index);
          }
        });
    index.write(batch[0], rows.applied());
  }

  /** Whether what was before the log is told by anything. */
  boolean isKnown() throws IOException {
    return choice().source != Source.NOTHING;
  }

  /** What is wrong with the beginning, if anything is. */
  Optional<Finding> finding() throws IOException {
    return switch (choice().source) {
      case WHOLE -> Optional.empty();
      case INDEX -> Optional.of(Finding.beginningInIndex(volume));
      case INDEX_BEHIND -> Optional.of(Finding.missingInIndex(volume));
      case NOTHING -> Optional.of(Finding.noBeginning(volume, log.first()));
    };
  }

  private boolean isTrimmed() {
    return log.first().value() > 1;
  }

  /** The checkpoint that {@link #fill} takes, if it needs one. */
  Optional<Checkpoint> needed() throws IOException {
    return choice().checkpoint;
  }

  /** The checkpoints that would tell of the time before the rows began, and cannot be read. */
  List<Path> damaged() throws IOException {
    List<Path> damaged = new ArrayList<>();
    String first = needed().map(c -> String.valueOf(c.file().getFileName())).orElse("");
    for (Path file : checkpoints.files()) {
      if (String.valueOf(file.getFileName()).compareTo(first) < 0) {
        try (CheckpointReader reader = new CheckpointReader(volume.disk(), file)) {
          reader.verify();
        } catch (DamagedCheckpointException _) {
          damaged.add(file);
        } catch (NoSuchFileException _) {
          // A running mount has taken it away meanwhile.
        }
      }
    }
    return damaged;
  }

  /**
   * That of entries which are kept it cannot be told what their inodes were called, if some of
   * those are {@code asked} for.
   */
  Optional<Finding> namelessEntries(Selection asked) throws IOException {
    Optional<Checkpoint> rows = needed();
    if (rows.isEmpty() || !rows.get().position().isAfter(log.first())) {
      return Optional.empty();
    } else if (asked.from() >= rows.get().position().value() || asked.to() < log.first().value()) {
      return Optional.empty();
    }
    return Optional.of(Finding.namelessEntries(log.first(), rows.get().position(), damaged()));
  }

  /** As {@link #finding}, but for a checkpoint of which the header alone is looked at. */
  Optional<Finding> findingAtAGlance() throws IOException {
    boolean sound = !isTrimmed() || !checkpoints.trusted(this::has).isEmpty();
    return sound ? Optional.empty() : finding();
  }

  private boolean has(Applied applied) throws IOException {
    return log.has(applied.position(), applied.epoch(), applied.crc());
  }

  private Choice choice() throws IOException {
    for (int attempt = 1; chosen == null; attempt++) {
      try {
        Choice choice = choose();
        boolean mayChange = attempt < ATTEMPTS && choice.source != Source.WHOLE && volume.isHeld();
        if (mayChange) {
          takeLater();
        } else {
          chosen = choice;
        }
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        takeLater();
      }
    }
    return chosen;
  }

  private void takeLater() throws IOException {
    chosen = null;
    log.close();
    log = volume.frames();
  }

  private Choice choose() throws IOException {
    if (!missing.equals(Position.NONE)) {
      Optional<Choice> past = choosePastMissing();
      if (past.isPresent()) {
        return past.get();
      }
    }
    if (!isTrimmed()) {
      return new Choice(Optional.empty(), Source.WHOLE);
    }
    Optional<Checkpoint> oldest = readable(List::reversed);
    if (oldest.isPresent()) {
      return new Choice(oldest, Source.WHOLE);
    }
    Optional<Checkpoint> index = ofIndex();
    return new Choice(index, index.isPresent() ? Source.INDEX : Source.NOTHING);
  }

  /** The newest checkpoint; the index, if that does not get past all and the index gets further. */
  private Optional<Choice> choosePastMissing() throws IOException {
    Optional<Checkpoint> newest =
        readable(all -> all).filter(checkpoint -> checkpoint.position().isAfter(missing));
    if (newest.isEmpty() || !newest.get().position().isAfter(lastMissing)) {
      Position known = newest.map(Checkpoint::position).orElse(missing);
      Optional<Checkpoint> index = ofIndex().filter(rows -> rows.position().isAfter(known));
      if (index.isPresent()) {
        return Optional.of(new Choice(index, Source.INDEX_BEHIND));
      }
    }
    return newest.map(checkpoint -> new Choice(Optional.of(checkpoint), Source.WHOLE));
  }

  private Optional<Checkpoint> ofIndex() throws IOException {
    try {
      return IndexOnDisk.checkpoint(volume, this::has, Scratch.fresh());
    } catch (IOException | IndexFailedException _) {
      return Optional.empty(); // It knows nothing either.
    }
  }

  /** The first that can be read, in an order made from newest first. */
  private Optional<Checkpoint> readable(UnaryOperator<List<Checkpoint>> order) throws IOException {
    for (Checkpoint checkpoint : order.apply(checkpoints.trusted(this::has))) {
      try (CheckpointReader reader = checkpoints.read(checkpoint)) {
        reader.verify();
        return Optional.of(checkpoint);
      } catch (DamagedCheckpointException _) {
        // Verification tells of it; the next one may be whole.
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
