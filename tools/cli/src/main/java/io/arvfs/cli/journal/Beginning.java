package io.arvfs.cli.journal;

import io.arvfs.journal.JournalReader;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * What was before the first entry that is kept. A log that begins at 1 needs nothing; of one that
 * was trimmed a checkpoint says it: the oldest that can be read, so that every moment that is kept
 * can be shown.
 */
final class Beginning {

  /** A running mount may take a checkpoint away while it is read; then the next will do. */
  private static final int ATTEMPTS = 5;

  private final VolumeFiles volume;
  private final Checkpoints checkpoints;
  private final JournalReader journal;

  Beginning(VolumeFiles volume) {
    this.volume = volume;
    this.checkpoints = new Checkpoints(volume.disk(), volume.layout().checkpoints());
    this.journal = new JournalReader(volume.disk(), volume.path());
  }

  /**
   * Fills {@code index}, which is empty, with the rows before the first entry that is kept.
   *
   * @return whether it has them now; else it stays empty
   */
  boolean fill(Index index) throws IOException {
    if (!isTrimmed()) {
      return true;
    }
    Optional<Checkpoint> oldest = oldest();
    if (oldest.isPresent()) {
      checkpoints.load(oldest.get(), index);
    }
    return oldest.isPresent();
  }

  private boolean isTrimmed() throws IOException {
    return journal.first().value() > 1;
  }

  /** The checkpoint that {@link #fill} takes, if it needs one. */
  Optional<Checkpoint> needed() throws IOException {
    return isTrimmed() ? oldest() : Optional.empty();
  }

  private Optional<Checkpoint> oldest() throws IOException {
    NoSuchFileException last = new NoSuchFileException(volume.path().toString());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return oldestNow();
      } catch (NoSuchFileException e) {
        last = e;
      }
    }
    throw last;
  }

  private Optional<Checkpoint> oldestNow() throws IOException {
    List<Checkpoint> oldestFirst = checkpoints.trusted(journal::has).reversed();
    for (Checkpoint checkpoint : oldestFirst) {
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
