package io.arvfs.fs;

import io.arvfs.fs.Retention.Kept;
import io.arvfs.fs.Retention.Verdict;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index.Snapshot;
import io.arvfs.journal.log.LogFile;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes checkpoints and lets the log behind them go.
 *
 * <p>The order, each step on the disk before the next: the log is cut by a new file, whose first
 * entry is where the checkpoint stands; that entry is forced; an entry that carries a mark at or
 * past it is forced; the checkpoint is written, forced, read back, named; the rows are flushed;
 * only then does anything older go. A start between any two finds an index or a checkpoint whose
 * frame the log has.
 *
 * <p>Confined to one task at a time.
 */
final class Trimming {

  private static final Logger LOG = LoggerFactory.getLogger(Trimming.class);

  /** Two: if the newer cannot be read, the older and the log between them do. */
  private static final int GENERATIONS = 2;

  private static final int WORTH_A_CHECKPOINT = 8;

  private final Journal journal;
  private final StoredRows stored;
  private final Writer writer;
  private final Keeping keeping;
  private final Tasks tasks;

  /** Of the last checkpoint. */
  private long lastBytes;

  private Position lastPosition = Position.NONE;

  /** What the log took since the last checkpoint when this began; about. */
  private long olderBytes;

  /** What {@link Journal#appendedBytes} was at the last checkpoint. */
  private long bytesThen;

  /** Goes on from what earlier processes left. */
  Trimming(Upkeep.Parts parts, Keeping keeping) throws IOException {
    this.journal = parts.journal();
    this.stored = parts.stored();
    this.writer = parts.writer();
    this.tasks = parts.tasks();
    this.keeping = keeping;
    keeping.checkpoints().deleteUnfinished();
    Kept kept = kept();
    if (!kept.checkpoints().isEmpty()) {
      Checkpoint last = kept.checkpoints().getLast();
      lastBytes = last.bytes();
      lastPosition = last.position();
    }
    for (LogFile file : kept.files()) {
      olderBytes += lastPosition.isAfter(file.first()) ? 0 : file.bytes();
    }
  }

  /** How many bytes of files that nobody names stay. */
  long historyBytes() {
    return keeping.history().bytes();
  }

  /** Bytes of entries since the last checkpoint; of those that this process found, about. */
  private long bytesSince() {
    return olderBytes + journal.appendedBytes() - bytesThen;
  }

  /** Whether a checkpoint is worth its bytes. */
  boolean isDue() {
    return bytesSince() >= Math.max(keeping.logBytes(), lastBytes);
  }

  /**
   * Takes a checkpoint of now, unless the last one says the same.
   *
   * @param stopped whether to give up
   * @throws OutOfSpaceException if it has no room within the volume's bound
   */
  void take(BooleanSupplier stopped) throws IOException {
    if (!journal.appended().isAfter(lastPosition)) {
      return;
    }
    long bytes = journal.appendedBytes();
    long mostBytes = requireRoom();
    try (Snapshot rows = writer.cut();
        Reserve.Loan _ = journal.reserve().lend()) {
      writer.force(rows.applied().position());
      writer.forceMark();
      Checkpoint taken =
          keeping
              .checkpoints()
              .write(rows, keeping.families(), new Checkpoints.Limits(stopped, mostBytes));
      LOG.debug("checkpoint at {}, {} bytes", taken.position(), taken.bytes());
      lastBytes = taken.bytes();
      lastPosition = taken.position();
      olderBytes = 0;
      bytesThen = bytes;
    }
    stored.flush();
  }

  /** What a checkpoint may take; one as large as the last must fit at least. */
  private long requireRoom() throws IOException {
    long room = journal.bound().roomBytesForFreeing();
    if (lastBytes > room) {
      throw new OutOfSpaceException(
          "a checkpoint of about %d bytes has no room within --journal-size %d"
              .formatted(lastBytes, journal.bound().limitBytes()));
    }
    return room;
  }

  /**
   * Lets go what is not to be kept.
   *
   * @param needBytes lets history go too, oldest first, until that much is freed
   * @return the bytes freed
   */
  long trim(long needBytes) throws IOException {
    return trim(GENERATIONS, needBytes);
  }

  private long trim(int generations, long needBytes) throws IOException {
    stored.flush();
    Kept kept = kept();
    Retention retention =
        Retention.of(generations, stored.position(), tasks.now(), keeping.history().age());
    Verdict verdict = retention.decide(kept, needBytes);
    if (verdict.through().isAfter(Position.NONE)) {
      keeping.checkpoints().deleteThrough(verdict.through());
      journal.trim(verdict.through());
      LOG.debug("the log up to {} went, {} bytes", verdict.through(), verdict.bytes());
    }
    return verdict.bytes();
  }

  /**
   * Frees what can be freed: history, and by new checkpoints what the log still holds, unless those
   * would take more than they free.
   *
   * @return the bytes freed
   */
  long free(long needBytes, BooleanSupplier stopped) throws IOException {
    long freed = trim(needBytes);
    for (int i = 0; i < GENERATIONS && freed < needBytes; i++) {
      if (bytesSince() <= lastBytes && i == 0) {
        return freed;
      }
      if (!tookOne(stopped)) {
        return freed;
      }
      freed += trim(needBytes - freed);
    }
    return freed;
  }

  private boolean tookOne(BooleanSupplier stopped) throws IOException {
    try {
      take(stopped);
      return true;
    } catch (OutOfSpaceException e) {
      LOG.warn("the log stays: {}", e.getMessage());
      return false;
    }
  }

  /**
   * For a volume that nobody is going to need soon: one checkpoint, and no log but history. What
   * little was logged since the last checkpoint is not worth another.
   */
  void condense() throws IOException {
    if (bytesSince() > lastBytes / WORTH_A_CHECKPOINT) {
      take(() -> false);
    }
    trim(1, 0);
  }

  private Kept kept() throws IOException {
    Checkpoints checkpoints = keeping.checkpoints();
    List<Checkpoint> trusted = checkpoints.trusted(journal.reader()::has).reversed();
    return new Kept(trusted, journal.reader().files());
  }
}
