package io.arvfs.cli.journal;

import io.arvfs.journal.JournalReader;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What was before the first entry that is kept. A log that begins at 1 needs nothing; of one that
 * was trimmed a checkpoint says it: the oldest that can be read, so that every moment that is kept
 * can be shown. Who wants to get past an entry that is missing takes the newest instead, if that
 * stands behind it.
 */
final class Beginning {

  /** A running mount may take a checkpoint away while it is read; then the next will do. */
  private static final int ATTEMPTS = 5;

  private final VolumeFiles volume;
  private final Checkpoints checkpoints;
  private final JournalReader journal;

  private final Position missing;

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
   * Fills {@code index}, which is empty, with the rows before the first entry that is kept.
   *
   * @return whether it has them now; else it stays empty
   */
  boolean fill(Index index) throws IOException {
    Optional<Checkpoint> needed = needed();
    if (needed.isPresent()) {
      checkpoints.load(needed.get(), index);
    }
    return needed.isPresent() || !isTrimmed();
  }

  private boolean isTrimmed() throws IOException {
    return journal.first().value() > 1;
  }

  /** The checkpoint that {@link #fill} takes, if it needs one. */
  Optional<Checkpoint> needed() throws IOException {
    if (!missing.equals(Position.NONE)) {
      Optional<Checkpoint> newest = readable(checkpoints -> checkpoints);
      if (newest.isPresent() && newest.get().position().isAfter(missing)) {
        return newest;
      }
    }
    return isTrimmed() ? readable(List::reversed) : Optional.empty();
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
