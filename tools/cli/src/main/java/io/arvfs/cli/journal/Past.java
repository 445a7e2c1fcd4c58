package io.arvfs.cli.journal;

import io.arvfs.fs.Replay;
import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Rows;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a volume as they were after each of its entries, in order. An entry that cannot be
 * folded is left out and noted. Confined to one thread.
 */
public final class Past implements Closeable {

  /** So many entries that cannot be folded are told of one by one. */
  private static final int MAX_NOTED = 1000;

  private final ScratchIndex scratch;
  private final Beginning beginning;
  private final VolumeFiles volume;
  private final boolean owned;
  private Replay replay;
  private final Applied first;
  private final List<UnfoldableEntryException> unfolded = new ArrayList<>();
  private long unfoldedCount;
  private long unfoldedBefore;
  private boolean gaps;
  private Optional<Checkpoint> behind = Optional.empty();

  /** Begins where the journal of {@code volume} begins. */
  public Past(VolumeFiles volume) throws IOException {
    this(volume, new Beginning(volume), true);
  }

  /** Begins where {@code beginning} says, which stays open. */
  Past(VolumeFiles volume, Beginning beginning) throws IOException {
    this(volume, beginning, false);
  }

  private Past(VolumeFiles volume, Beginning beginning, boolean owned) throws IOException {
    this.volume = volume;
    this.beginning = beginning;
    this.owned = owned;
    this.scratch = ScratchIndex.of(volume);
    try {
      beginning.fill(scratch.index());
      this.replay = new Replay(volume.folding(), scratch.index(), volume.tasks());
      this.first = replay.applied();
    } catch (IOException | RuntimeException e) {
      Closing.after(e, this);
      throw e;
    }
  }

  /** Shows every entry of the log that this began with, to be taken one by one, and what cannot. */
  public Survey read(EntrySight sight) throws IOException {
    return beginning.read(sight);
  }

  /** The log that this began with. */
  FrameSurvey log() {
    return beginning.log();
  }

  /**
   * Entries are missing: what comes next need not fit, until a checkpoint has what came of them.
   *
   * @return where that stands; nothing if there is none
   */
  public Optional<Position> getPast(Hole hole) throws IOException {
    if (!hole.isBehind(replay.applied().position())) {
      return Optional.of(first.position());
    }
    unfoldedBefore = gaps ? unfoldedBefore : unfoldedCount;
    gaps = true;
    behind = beginning.behind(hole);
    return behind.map(Checkpoint::position);
  }

  private void joinCheckpoint(Position next) throws IOException {
    Checkpoint checkpoint = behind.orElse(null);
    if (checkpoint == null || !next.isAfter(checkpoint.position())) {
      return;
    }
    behind = Optional.empty();
    replay.flush();
    if (beginning.replace(scratch.index(), checkpoint)) {
      replay = new Replay(volume.folding(), scratch.index(), volume.tasks());
      gaps = false;
      unfoldedCount = unfoldedBefore;
      while (unfolded.size() > unfoldedCount) {
        unfolded.removeLast();
      }
    }
  }

  /** Whether the rows are what the log says, and nothing was missing or left out. */
  boolean isWhole() {
    return !gaps && unfoldedCount == 0;
  }

  /** What is wrong with the beginning, if anything is. */
  public Optional<Finding> beginning() throws IOException {
    return beginning.finding();
  }

  /** Where the rows stood before the first entry was taken. */
  Applied first() {
    return first;
  }

  /** Goes on to the next entry. */
  public void take(ReadEntry read) throws IOException {
    var _ = fold(read);
  }

  /** As {@link #take}; why the entry was left out, if it was. */
  Optional<UnfoldableEntryException> fold(ReadEntry read) throws IOException {
    joinCheckpoint(read.entry().position());
    if (!read.entry().position().isAfter(replay.applied().position())) {
      return Optional.empty(); // The rows began behind it.
    }
    try {
      replay.fold(read.entry(), read.applied());
      return Optional.empty();
    } catch (UnfoldableEntryException e) {
      unfoldedCount++;
      if (unfolded.size() < MAX_NOTED) {
        unfolded.add(e);
      }
      replay.skip(read.applied());
      return Optional.of(e);
    }
  }

  /** The rows now; valid until the next entry. */
  public Rows rows() {
    return replay.rows();
  }

  /** The tree now; valid until the next entry. */
  public TreeView tree() {
    return new TreeView(replay.rows());
  }

  /** Where the rows stand. */
  public Applied applied() {
    return replay.applied();
  }

  /** Writes what was taken so far; the index then holds it all. */
  public Index index() {
    replay.flush();
    return scratch.index();
  }

  /** Entries that could not be folded, the first of them. */
  public List<UnfoldableEntryException> unfolded() {
    return List.copyOf(unfolded);
  }

  /** How many entries could not be folded. */
  public long unfoldedCount() {
    return unfoldedCount;
  }

  @Override
  public void close() throws IOException {
    if (owned) {
      beginning.close();
    }
    scratch.close();
  }
}
