package io.arvfs.cli.journal;

import io.arvfs.fs.Replay;
import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Rows;
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
  private final Replay replay;
  private final Applied first;
  private final List<UnfoldableEntryException> unfolded = new ArrayList<>();
  private long unfoldedCount;

  /** Begins where the journal of {@code volume} begins. */
  public Past(VolumeFiles volume) throws IOException {
    this(volume, new Beginning(volume));
  }

  /** Begins where {@code beginning} says. */
  Past(VolumeFiles volume, Beginning beginning) throws IOException {
    this.beginning = beginning;
    this.scratch = ScratchIndex.of(volume);
    boolean made = false;
    try {
      beginning.fill(scratch.index());
      this.replay = new Replay(volume.folding(), scratch.index(), volume.tasks());
      this.first = replay.applied();
      made = true;
    } finally {
      if (!made) {
        scratch.close();
      }
    }
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
  public void take(ReadEntry read) {
    var _ = fold(read);
  }

  /** As {@link #take}; why the entry was left out, if it was. */
  Optional<UnfoldableEntryException> fold(ReadEntry read) {
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
    scratch.close();
  }
}
