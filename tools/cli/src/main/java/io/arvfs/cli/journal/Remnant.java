package io.arvfs.cli.journal;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.index.Rows;
import io.arvfs.mount.Projection;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that know more than a log whose entries are lost: those of a checkpoint, all of which was
 * durable, or of the index. Nothing can be folded upon them, as the log lacks the entry at which
 * they stand. Confined to one thread.
 */
final class Remnant implements Closeable {

  private final ScratchIndex rows;
  private final Applied stands;
  private final String source;

  private Remnant(ScratchIndex rows, String source) {
    this.rows = rows;
    this.stands = rows.index().applied();
    this.source = source;
  }

  private record Candidate(Checkpoint file, String source) {}

  /**
   * The rows of {@code volume} that stand furthest, if they stand behind {@code end}; or nothing.
   *
   * @param end up to here the log tells all
   * @param collection what is in the volume, if the log says: rows of another volume know nothing
   */
  static Optional<Remnant> beyond(VolumeFiles volume, Position end, @Nullable String collection)
      throws IOException {
    for (Candidate candidate : candidates(volume, end)) {
      Optional<Remnant> remnant = load(volume, candidate);
      if (remnant.isPresent() && remnant.get().isOf(collection)) {
        return remnant;
      } else if (remnant.isPresent()) {
        remnant.get().close();
      }
    }
    return Optional.empty();
  }

  /** Furthest first; of two that stand equally far the checkpoint. */
  private static List<Candidate> candidates(VolumeFiles volume, Position end) throws IOException {
    List<Candidate> found = new ArrayList<>();
    for (Checkpoint checkpoint :
        new Checkpoints(volume.disk(), volume.layout().checkpoints()).list()) {
      found.add(new Candidate(checkpoint, "the checkpoint"));
    }
    ofIndex(volume, end).ifPresent(index -> found.add(new Candidate(index, "the index")));
    found.removeIf(candidate -> !candidate.file().position().isAfter(end));
    found.sort((a, b) -> b.file().position().compareTo(a.file().position()));
    return found;
  }

  private static Optional<Checkpoint> ofIndex(VolumeFiles volume, Position end) throws IOException {
    try {
      return IndexOnDisk.checkpoint(
          volume, applied -> applied.position().isAfter(end), Scratch.fresh());
    } catch (IOException | IndexFailedException _) {
      return Optional.empty(); // It cannot be read.
    }
  }

  private static Optional<Remnant> load(VolumeFiles volume, Candidate candidate)
      throws IOException {
    Path file = candidate.file().file();
    ScratchIndex rows = ScratchIndex.of(volume, candidate.file().bytes());
    boolean loaded = false;
    try (CheckpointReader reader = new CheckpointReader(volume.disk(), file)) {
      reader.load(rows.index());
      loaded = true;
      return Optional.of(new Remnant(rows, candidate.source()));
    } catch (DamagedCheckpointException | NoSuchFileException | IllegalArgumentException _) {
      return Optional.empty(); // Verification tells of it.
    } finally {
      if (!loaded) {
        rows.close();
      }
    }
  }

  private boolean isOf(@Nullable String collection) {
    Optional<String> here = new LedgerView(rows()).collection(Ino.ROOT).map(CollectionState::uuid);
    return collection == null || here.isEmpty() || here.get().equals(collection);
  }

  /** Where they stand. */
  Applied stands() {
    return stands;
  }

  /** The rows. */
  Rows rows() {
    return rows.index();
  }

  /** The tree that they hold. */
  TreeView tree() {
    return new TreeView(rows());
  }

  /** What they are, for people. */
  String source() {
    return source;
  }

  /** Writes them as a checkpoint that stands at another entry, which a new log has. */
  void write(Checkpoints checkpoints, Applied at) throws IOException {
    Index index = rows.index();
    index.write(new Batch(index), at);
    try (Index.Snapshot snapshot = index.snapshot()) {
      var _ = checkpoints.write(snapshot, Projection.families(), () -> false);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
