package io.arvfs.fs;

import io.arvfs.fs.tree.RowsFormat;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.index.IndexFullException;
import io.arvfs.journal.index.IndexStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a volume begins with: from where on its log is read, and rows that stand at an entry of that
 * log.
 *
 * <p>The index is believed if the log has exactly the frame at which it stands. Otherwise the
 * newest checkpoint of which that is true is loaded, if it cannot be read the one before, and if
 * there is none the rows are made from the beginning of the log. So deleting the index, or putting
 * an old copy in its place, costs time and changes nothing. So does damage of it that shows only
 * when rows are asked for: it is made again at the next start, or at the start that meets it.
 *
 * @param volume its directory
 */
public record VolumeStart(Disk disk, Path volume, Tasks tasks) {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeStart.class);

  /** The checkpoints of the volume. */
  public Checkpoints checkpoints() {
    return new Checkpoints(disk, VolumeLayout.of(volume).checkpoints());
  }

  /**
   * An entry that is durable and in the log: what stands before it need not be read at a start.
   *
   * @throws IOException if a checkpoint is in a newer format
   */
  public Position from() throws IOException {
    JournalReader journal = new JournalReader(disk, volume);
    return checkpoints().trusted(journal::has).stream()
        .findFirst()
        .map(Checkpoint::position)
        .orElse(Position.NONE);
  }

  private void warnOfLostEnd(Applied stands) {
    LOG.warn(
        "{}: the index stands at entry {} of epoch {}, which the log does not have: what came after the"
            + " log's end is lost; unless power was, files of the log are missing: put them back"
            + " before going on, or look with arv-fs-journal verify {}",
        volume,
        stands.position(),
        stands.epoch(),
        volume);
  }

  /** Opens a volume over rows. */
  @FunctionalInterface
  public interface Opening {

    /** Opens it over {@code rows}, which it owns then; if it fails the caller does. */
    Volume over(Index rows) throws IOException;
  }

  /**
   * The volume over an index as {@link #index} gives it. If that turns out to be damaged while the
   * volume is opened, it is made again.
   *
   * @throws IOException if it cannot be opened; the journal is the caller's to close then
   */
  public Volume open(IndexStore store, Journal journal, Opening opening) throws IOException {
    try {
      return openOver(index(store, journal), opening);
    } catch (IndexFailedException e) {
      if (!store.isDoubted()) {
        throw e;
      }
      return openOver(index(store, journal), opening);
    }
  }

  private static Volume openOver(Index rows, Opening opening) throws IOException {
    boolean opened = false;
    try {
      Volume volume = opening.over(rows);
      opened = true;
      return volume;
    } finally {
      if (!opened) {
        rows.close();
      }
    }
  }

  /** What is made needs room, on a full disk too. */
  private Index index(IndexStore store, Journal journal) throws IOException {
    try (Reserve.Loan _ = journal.reserve().lend()) {
      return index(store, journal.reader());
    }
  }

  /**
   * An index that stands at an entry of {@code journal}, or before the first.
   *
   * @throws OutOfSpaceException if the disk is full: what is there stays as it is
   * @throws IOException if there is none, and the log lacks its beginning to make one: the message
   *     is one line that says what to do
   */
  public Index index(IndexStore store, JournalReader journal) throws IOException {
    Index found = found(store, journal);
    if (found != null) {
      return found;
    }
    for (Checkpoint checkpoint : checkpoints().trusted(journal::has)) {
      Index loaded = loaded(store, checkpoint);
      if (loaded != null) {
        return loaded;
      }
    }
    if (journal.first().value() > 1) {
      throw new IOException(
          ("the volume %s has neither an index nor a checkpoint to go with its log, which begins at"
                  + " entry %s; save what is there with: arv-fs-journal recover %s")
              .formatted(volume, journal.first(), volume));
    }
    store.delete();
    return store.open();
  }

  private @Nullable Index found(IndexStore store, JournalReader journal) throws IOException {
    if (store.isDoubted()) {
      LOG.warn("the index of {} was found damaged and is made again", volume);
      return null;
    }
    Index index;
    try {
      index = store.open();
    } catch (OutOfSpaceException e) {
      throw e; // It may be sound, and a new one would need more.
    } catch (IOException e) {
      warnOfDamage(e);
      return null;
    }
    try {
      return isUsable(index, journal) ? index : null;
    } catch (IndexFailedException e) {
      warnOfDamage(e);
      return null;
    }
  }

  private void warnOfDamage(Exception e) {
    String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    LOG.warn("the index of {} is damaged and is made again: {}", volume, why);
  }

  /** Whether to go on with it; else it is closed. */
  private boolean isUsable(Index index, JournalReader journal) throws IOException {
    boolean usable = false;
    try {
      Applied applied = index.applied();
      boolean ours = RowsFormat.isCurrent(index);
      usable = !applied.equals(Applied.NOTHING) && ours && journal.has(applied);
      if (!usable && ours && applied.epoch() > 0 && applied.position().isAfter(journal.first())) {
        warnOfLostEnd(applied);
      } else if (!usable && !applied.equals(Applied.NOTHING)) {
        LOG.info("the index of {} is of another history or form and is made again", volume);
      }
    } finally {
      if (!usable) {
        index.close();
      }
    }
    return usable;
  }

  private @Nullable Index loaded(IndexStore store, Checkpoint checkpoint) throws IOException {
    store.delete();
    Index index = store.open();
    boolean loaded = false;
    try {
      load(checkpoint, index);
      loaded = RowsFormat.isCurrent(index);
      if (!loaded) {
        LOG.warn("{} has rows of another form", checkpoint.file());
      }
      return loaded ? index : null;
    } catch (IndexFullException e) {
      throw new OutOfSpaceException(
          "%s: no room for the index; make some on its file system".formatted(volume), e);
    } catch (DamagedCheckpointException | IndexFailedException | IllegalArgumentException e) {
      LOG.warn("{} cannot be loaded: {}", checkpoint.file(), e.getMessage());
      return null;
    } finally {
      if (!loaded) {
        index.close();
      }
    }
  }

  private void load(Checkpoint checkpoint, Index index) throws IOException {
    Progress progress = new Progress(tasks);
    long[] rows = {0};
    try (CheckpointReader reader = checkpoints().read(checkpoint);
        Index.Filling filling = index.fill()) {
      reader.rows(
          (family, key, value) -> {
            filling.add(family, key, value);
            rows[0]++;
            progress.reach("loading a checkpoint, row", rows[0]);
          });
      filling.finish(reader.applied());
    }
    LOG.info("loaded {} rows of the checkpoint at {}", rows[0], checkpoint.position());
  }
}
