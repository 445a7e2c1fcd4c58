package io.arvfs.cli.journal;

import io.arvfs.fs.tree.RowsFormat;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.index.OtherFamiliesException;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a volume's index on the disk says, read without writing there. Of a live mount that is what
 * it had flushed when this was opened; of one whose index was deleted, or is of another form than
 * this program's, nothing. All rows are read once, beside whoever opened it. Confined to one
 * thread.
 */
public final class IndexOnDisk implements Closeable {

  /** A live mount may replace files just while they are opened. */
  private static final int TRIES = 5;

  private final Index rows;
  private final Path scratch;
  private final Kind kind;
  private final Beside reading;
  private volatile String digest = "";

  private enum Kind {
    /** There are rows, or none yet. */
    THERE,
    /** There is none. */
    ABSENT,
    /** Its rows mean something else to this program. */
    OF_OTHER_FORM
  }

  private IndexOnDisk(Index rows, Path scratch, Kind kind, Tasks tasks) {
    this.rows = rows;
    this.scratch = scratch;
    this.kind = kind;
    this.reading =
        Beside.start(
            tasks, "read-index", () -> digest = RowsDigest.of(rows, Projection.families()));
  }

  /**
   * Opens the index of {@code volume} and begins to read it.
   *
   * @throws IOException if it cannot be opened: it is damaged
   */
  public static IndexOnDisk open(VolumeFiles volume) throws IOException {
    Path scratch = Scratch.fresh();
    boolean opened = false;
    try {
      IndexOnDisk index = open(volume, scratch);
      opened = true;
      return index;
    } catch (IndexFailedException e) {
      throw new IOException(Reason.of(e), e);
    } finally {
      if (!opened) {
        delete(scratch);
      }
    }
  }

  /**
   * As {@link #open}; beside a running mount one that stands where the log still has entries. When
   * it trims the log it has flushed the index before.
   */
  public static IndexOnDisk openComparable(VolumeFiles volume) throws IOException {
    for (int tries = 1; ; tries++) {
      IndexOnDisk index = open(volume);
      if (tries == TRIES || !index.hasRows() || !volume.isHeld()) {
        return index;
      }
      try (FrameSurvey log = volume.frames()) {
        if (!log.first().isAfter(index.applied().position())) {
          return index;
        }
      }
      index.close();
    }
  }

  /** The rows of no index, in the place of one that is damaged. */
  public static IndexOnDisk none(VolumeFiles volume) throws IOException {
    return nothing(volume, Scratch.fresh(), Kind.ABSENT);
  }

  private static IndexOnDisk open(VolumeFiles volume, Path scratch) throws IOException {
    Path directory = volume.layout().index();
    if (!Files.exists(directory.resolve("CURRENT"))) {
      return nothing(volume, scratch, Kind.ABSENT);
    }
    try {
      RocksIndex rows = rows(directory, scratch);
      if (isOurs(rows)) {
        return new IndexOnDisk(rows, scratch, Kind.THERE, volume.tasks());
      }
      return nothing(volume, scratch, Kind.OF_OTHER_FORM);
    } catch (OtherFamiliesException _) {
      return nothing(volume, scratch, Kind.OF_OTHER_FORM);
    }
  }

  /**
   * Writes the rows of the index of {@code volume} as a checkpoint into {@code directory}, if there
   * is one that can be read and stands at an entry that {@code log} knows.
   */
  static Optional<Checkpoint> checkpoint(VolumeFiles volume, Checkpoints.Trust log, Path directory)
      throws IOException {
    try (IndexOnDisk index = open(volume)) {
      if (index.applied().epoch() == 0 || !log.has(index.applied())) {
        return Optional.empty();
      }
      try (Index.Snapshot rows = index.rows.snapshot()) {
        Checkpoints checkpoints = new Checkpoints(volume.disk(), directory);
        return Optional.of(checkpoints.write(rows, Projection.families(), () -> false));
      }
    }
  }

  /** Whether the rows mean what they mean here; else the index is closed. */
  private static boolean isOurs(RocksIndex rows) {
    boolean ours = false;
    try {
      ours = RowsFormat.isCurrent(rows) || rows.applied().equals(Applied.UNFINISHED);
      return ours;
    } finally {
      if (!ours) {
        rows.close();
      }
    }
  }

  private static IndexOnDisk nothing(VolumeFiles volume, Path scratch, Kind kind) {
    return new IndexOnDisk(new HeapIndex(Projection.families()), scratch, kind, volume.tasks());
  }

  private static RocksIndex rows(Path directory, Path scratch) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return RocksIndex.openReadOnly(directory, scratch, Projection.families());
      } catch (OtherFamiliesException e) {
        throw e;
      } catch (IOException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Whether there are rows that mean something else to this program: they are left alone. */
  public boolean isOfOtherForm() {
    return kind == Kind.OF_OTHER_FORM;
  }

  /** Whether it stands at an entry: there is one, it is ours, and something is in it. */
  public boolean hasRows() {
    return rows.applied().epoch() > 0;
  }

  /** Whether there is none. */
  public boolean isAbsent() {
    return kind == Kind.ABSENT;
  }

  /** Where it stands. */
  public Applied applied() {
    return rows.applied();
  }

  /**
   * The digest of all rows; waits until they are read.
   *
   * @throws IOException if they cannot be read: the index is damaged
   */
  public String digest() throws IOException {
    reading.await();
    try {
      reading.requireDone();
    } catch (RuntimeException e) {
      throw new IOException(Reason.of(e), e);
    }
    return digest;
  }

  @Override
  public void close() throws IOException {
    reading.await();
    rows.close();
    delete(scratch);
  }

  private static void delete(Path scratch) throws IOException {
    new RocksDirectory(scratch, List.of()).delete();
  }
}
