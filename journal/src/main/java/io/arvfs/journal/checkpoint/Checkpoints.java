package io.arvfs.journal.checkpoint;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a volume: {@code 00000000000000001234.checkpoint} holds the rows at position
 * 1234. One that has its name was whole and read back when it got it. Thread-safe for reading; one
 * at a time writes and deletes.
 */
public final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final Pattern NAME = Pattern.compile("[0-9]{20}\\.checkpoint");
  private static final String UNFINISHED = ".new";

  private final Disk disk;
  private final Path directory;

  /**
   * @param directory made when the first is written
   */
  public Checkpoints(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /**
   * When the writing of a checkpoint is given up.
   *
   * @param stopped asked now and then
   * @param mostBytes when it is longer than this
   */
  public record Limits(BooleanSupplier stopped, long mostBytes) {}

  /** Whether the log has exactly the frame at which rows stand. */
  @FunctionalInterface
  public interface Trust {
    boolean has(Applied applied) throws IOException;
  }

  /** The files that are named as checkpoints, damaged ones too, oldest first. */
  public List<Path> files() throws IOException {
    return disk.list(directory).stream()
        .filter(file -> NAME.matcher(name(file)).matches())
        .sorted(Comparator.comparing(Checkpoints::name))
        .toList();
  }

  /**
   * The checkpoints whose header can be read, oldest first.
   *
   * @throws NewerCheckpointException if one is in a format that this program cannot read
   */
  public List<Checkpoint> list() throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (Path file : files()) {
      try (CheckpointReader reader = new CheckpointReader(disk, file)) {
        long bytes = disk.allocatedBytes(file);
        found.add(new Checkpoint(file, bytes, reader.applied(), reader.families()));
      } catch (DamagedCheckpointException e) {
        LOG.warn("{}", e.getMessage());
      } catch (NoSuchFileException _) {
        // Deleted since it was listed.
      }
    }
    return found;
  }

  /** Those of {@link #list} that speak of the log that {@code log} knows, newest first. */
  public List<Checkpoint> trusted(Trust log) throws IOException {
    List<Checkpoint> found = new ArrayList<>();
    for (Checkpoint checkpoint : list().reversed()) {
      if (log.has(checkpoint.applied())) {
        found.add(checkpoint);
      }
    }
    return found;
  }

  /** Reads {@code checkpoint} from its beginning. */
  public CheckpointReader read(Checkpoint checkpoint) throws IOException {
    return new CheckpointReader(disk, checkpoint.file());
  }

  /**
   * Fills {@code index}, which has no rows, with those of {@code checkpoint}.
   *
   * @throws DamagedCheckpointException if it is not what was written; the index is of no use then
   */
  public void load(Checkpoint checkpoint, Index index) throws IOException {
    try (CheckpointReader reader = read(checkpoint)) {
      reader.load(index);
    }
  }

  /** As below, however long it becomes. */
  public Checkpoint write(Index.Snapshot rows, List<Family> families, BooleanSupplier stopped)
      throws IOException {
    return write(rows, families, new Limits(stopped, Long.MAX_VALUE));
  }

  /**
   * Writes a checkpoint, reads it back and gives it its name; when this returns it is on the disk.
   * The caller has forced an entry with a mark at or past the position of {@code rows}.
   *
   * @throws java.io.InterruptedIOException if it was stopped
   * @throws io.arvfs.journal.host.OutOfSpaceException if it became too large
   * @throws DamagedCheckpointException if other bytes are read than were written
   */
  public Checkpoint write(Index.Snapshot rows, List<Family> families, Limits limits)
      throws IOException {
    Path file = file(rows.applied().position());
    Path unfinished = file.resolveSibling(name(file) + UNFINISHED);
    disk.makeDirectories(directory);
    disk.delete(unfinished);
    boolean done = false;
    try {
      try (DiskFile out = disk.open(unfinished, OpenMode.CREATE_NEW)) {
        new CheckpointWriter(out, families, limits).write(rows);
      }
      try (CheckpointReader reader = new CheckpointReader(disk, unfinished)) {
        reader.verify();
      }
      disk.rename(unfinished, file);
      disk.forceDirectory(directory);
      done = true;
    } finally {
      if (!done) {
        disk.delete(unfinished);
      }
    }
    return new Checkpoint(file, disk.allocatedBytes(file), rows.applied(), families);
  }

  /**
   * Deletes those at or before {@code through}, damaged ones too. That is durable with the next
   * {@link #write}; one that comes back until then speaks of a log that is gone.
   */
  public void deleteThrough(Position through) throws IOException {
    String last = name(file(through));
    for (Path file : files()) {
      if (name(file).compareTo(last) <= 0) {
        disk.delete(file);
      }
    }
  }

  /** Deletes what an earlier process began and did not end. */
  public void deleteUnfinished() throws IOException {
    for (Path file : disk.list(directory)) {
      if (name(file).endsWith(UNFINISHED)) {
        disk.delete(file);
      }
    }
  }

  /** What all files here take of the disk. */
  public long allocatedBytes() throws IOException {
    return disk.allocatedBytesBelow(directory);
  }

  private Path file(Position position) {
    return directory.resolve(String.format(Locale.ROOT, "%020d.checkpoint", position.value()));
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
