package io.arvfs.cli.journal;

import io.arvfs.journal.JournalReader;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was before the first entry that is kept. A log that begins at 1 needs nothing; of one that
 * was trimmed a checkpoint says it: the oldest that can be read, so that every moment that is kept
 * can be shown. Who wants to get past an entry that is missing takes the newest instead, if that
 * stands behind it. Where files of the log and checkpoints are lost, the index may still tell.
 * Confined to one thread.
 */
final class Beginning {

  /** A running mount may take a checkpoint away while it is read; then the next will do. */
  private static final int ATTEMPTS = 5;

  private final VolumeFiles volume;
  private final Checkpoints checkpoints;
  private final JournalReader journal;

  private final Position missing;
  private @Nullable Choice chosen;

  /** What tells of the time before the log. */
  private record Choice(Optional<Checkpoint> checkpoint, Source source) {}

  private enum Source {
    /** The log itself, or a checkpoint, as it should be. */
    WHOLE,
    /** Files are lost, and the index alone knows. */
    INDEX,
    /** Files are lost, and nothing knows. */
    NOTHING
  }

  Beginning(VolumeFiles volume) {
    this(volume, Position.NONE);
  }

  /**
   * @param missing the first entry that is missing and to be got past; {@link Position#NONE} if
   *     none is
   */
  Beginning(VolumeFiles volume, Position missing) {
    this.volume = volume;
    this.missing = missing;
    this.checkpoints = new Checkpoints(volume.disk(), volume.layout().checkpoints());
    this.journal = new JournalReader(volume.disk(), volume.path());
  }

  /**
   * Fills {@code index}, which is empty, with the rows before the first entry that is kept; it
   * stays empty if nothing tells of them.
   */
  void fill(Index index) throws IOException {
    Optional<Checkpoint> needed = needed();
    if (needed.isPresent()) {
      checkpoints.load(needed.get(), index);
    }
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
      case NOTHING -> Optional.of(Finding.noBeginning(volume, journal.first()));
    };
  }

  private boolean isTrimmed() throws IOException {
    return journal.first().value() > 1;
  }

  /** The checkpoint that {@link #fill} takes, if it needs one. */
  Optional<Checkpoint> needed() throws IOException {
    return choice().checkpoint;
  }

  /** As {@link #finding}, but for a checkpoint of which the header alone is looked at. */
  Optional<Finding> findingAtAGlance() throws IOException {
    boolean sound = !isTrimmed() || !checkpoints.trusted(journal::has).isEmpty();
    return sound ? Optional.empty() : finding();
  }

  private Choice choice() throws IOException {
    Choice known = chosen;
    if (known == null) {
      known = choose();
      chosen = known;
    }
    return known;
  }

  private Choice choose() throws IOException {
    if (!missing.equals(Position.NONE)) {
      Optional<Checkpoint> newest = readable(checkpoints -> checkpoints);
      if (newest.isPresent() && newest.get().position().isAfter(missing)) {
        return new Choice(newest, Source.WHOLE);
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

  private Optional<Checkpoint> ofIndex() throws IOException {
    try {
      return IndexOnDisk.checkpoint(volume, journal::has, Scratch.fresh());
    } catch (IOException | IndexFailedException _) {
      return Optional.empty(); // It knows nothing either.
    }
  }

  /** The first that can be read, in an order made from newest first. */
  private Optional<Checkpoint> readable(UnaryOperator<List<Checkpoint>> order) throws IOException {
    NoSuchFileException last = new NoSuchFileException(volume.path().toString());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return readableNow(order.apply(checkpoints.trusted(journal::has)));
      } catch (NoSuchFileException e) {
        last = e;
      }
    }
    throw last;
  }

  private Optional<Checkpoint> readableNow(List<Checkpoint> ordered) throws IOException {
    for (Checkpoint checkpoint : ordered) {
      try (CheckpointReader reader = checkpoints.read(checkpoint)) {
        reader.verify();
        return Optional.of(checkpoint);
      } catch (DamagedCheckpointException _) {
        // Verification tells of it; the next one may be whole.
      }
    }
    return Optional.empty();
  }
}
