package io.arvfs.fs;

import io.arvfs.fs.Volume.Deciding;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decider;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.command.Frees;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Purpose;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFailedException;
import io.arvfs.journal.log.PoisonedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a volume: decide, fold into a batch, append to the journal, write the batch.
 *
 * <p>What cannot be folded is never appended; what was appended has happened. If the batch then
 * cannot be written, it is told as done all the same, and seen ({@code RetainingIndex}); but the
 * volume changes nothing more, and the next start makes the rows again from the journal.
 *
 * <p>Thread-safe by one lock. Nobody waits for a force, a file or the network while holding it.
 */
final class Writer {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** So often somebody may wait for room and find it taken. */
  private static final int MOST_WAITS = 3;

  private final Journal journal;
  private final Index index;
  private final StoredRows stored;
  private final Folding folding;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}. */
  private final Handles handles = new Handles();

  private volatile @Nullable Throwable poison;

  /** Written under {@code lock}. */
  private volatile long freeings;

  Writer(Journal journal, Index index, StoredRows stored, Folding folding) {
    this.journal = journal;
    this.index = index;
    this.stored = stored;
    this.folding = folding;
  }

  /** What made the volume stop changing, if something did. */
  Optional<Throwable> poison() {
    return Optional.ofNullable(poison).or(journal::poison);
  }

  /** Stops all changes; the first reason is the one that is told. */
  void poison(Throwable cause) {
    if (poison().isEmpty()) {
      LOG.error("the volume changes no more until it is opened again", cause);
    }
    poison = poison == null ? cause : poison;
  }

  /** How many entries were appended so far that free space, or bring that nearer. */
  long freeings() {
    return freeings;
  }

  /** What is done while nobody else changes anything. */
  @FunctionalInterface
  private interface Turn<T> {
    T take() throws IOException;
  }

  /** There is no room for the rows of what frees space; waiting may help. */
  private static final class NoRoomNowException extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoomNowException() {
      super("no room for the index now");
    }
  }

  /**
   * Lets {@code turn} be taken; if there is no room for its rows now, waits for some while others
   * take theirs, and lets it be taken anew.
   */
  private <T> T inTurn(Turn<T> turn) throws IOException {
    for (int waits = 0; ; waits++) {
      lock.lock();
      try {
        return turn.take();
      } catch (NoRoomNowException e) {
        LOG.debug("waiting", e);
      } finally {
        lock.unlock();
      }
      if (waits == MOST_WAITS) {
        throw StoredRows.noRoom();
      }
      stored.awaitRoom();
    }
  }

  /** Decides once, and does what was decided. */
  Decision attempt(Command command) throws IOException {
    return attempt(command, false);
  }

  /**
   * As above.
   *
   * @param holding whether a file that is made is held open
   */
  Decision attempt(Command command, boolean holding) throws IOException {
    try {
      return inTurn(() -> decide(command, holding));
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    }
  }

  private Decision decide(Command command, boolean holding) throws IOException {
    if (poison().isPresent()) {
      return new Refused(Errno.EIO);
    }
    TreeView tree = new TreeView(index);
    Decision decision = new Decider(tree, handles::isOpen).decide(command);
    if (decision instanceof Accepted(var events) && !events.isEmpty()) {
      append(events, Frees.space(command, tree) ? Purpose.FREEING : Purpose.ORDINARY);
      if (holding && events.getFirst() instanceof FileCreated made) {
        handles.open(made.ino());
      }
    }
    return decision;
  }

  /**
   * Appends what {@code deciding} says as one entry; empty if that is nothing. On a full disk it
   * may be asked again.
   */
  Optional<Position> record(Deciding deciding) throws IOException {
    return inTurn(
        () -> {
          requireSound();
          List<Event> events = deciding.decide(index);
          return events.isEmpty() ? Optional.empty() : Optional.of(append(events, Purpose.FREEING));
        });
  }

  private void requireSound() throws IOException {
    Optional<Throwable> bad = poison();
    if (bad.isPresent()) {
      throw new IOException("the volume is read-only since: " + bad.get(), bad.get());
    }
  }

  /** Folds first, so that what cannot be folded is never appended. */
  private Position append(List<Event> events, Purpose purpose) throws IOException {
    if (!stored.hasRoom()) {
      throw purpose == Purpose.FREEING && !events.isEmpty()
          ? new NoRoomNowException()
          : StoredRows.noRoom();
    }
    Journal.Next next = journal.next(events);
    Batch batch = new Batch(index);
    folding.apply(next.entry(), batch);
    Applied at = appendOrPoison(next, purpose);
    writeOrPoison(batch, at);
    if (purpose == Purpose.FREEING && !events.isEmpty()) {
      long before = freeings;
      freeings = before + 1;
    }
    return next.entry().position();
  }

  /** What the log has is done, whatever becomes of the rows. */
  private void writeOrPoison(Batch batch, Applied at) {
    try {
      index.write(batch, at);
    } catch (IndexFailedException e) {
      poison(e);
    } catch (RuntimeException | Error e) {
      poison(e);
      throw e;
    }
  }

  private Applied appendOrPoison(Journal.Next next, Purpose purpose) throws IOException {
    try {
      return journal.append(next, purpose);
    } catch (OutOfSpaceException e) {
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      poison(e);
      throw e;
    }
  }

  /** Appends an entry that says only how far the journal is durable. */
  Position mark() throws IOException {
    lock.lock();
    try {
      requireSound();
      return append(List.of(), Purpose.FREEING);
    } finally {
      lock.unlock();
    }
  }

  /** A full disk holds up no more than the mark: what it would tell is durable already. */
  Optional<Position> markIfThereIsRoom() throws IOException {
    try {
      return Optional.of(mark());
    } catch (OutOfSpaceException _) {
      return Optional.empty();
    }
  }

  /**
   * Begins a new file of the log with a mark, and gives the rows as they stand there, to be closed:
   * the log up to that entry can be deleted to the byte.
   */
  Index.Snapshot cut() throws IOException {
    lock.lock();
    try {
      requireSound();
      journal.roll();
      append(List.of(), Purpose.FREEING);
      return index.snapshot();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when all entries up to {@code position} survive the loss of power. */
  void force(Position position) throws IOException {
    try {
      journal.force(position);
    } catch (PoisonedException e) {
      poison(e);
      throw e;
    }
  }

  /**
   * Returns when an entry whose mark covers all entries before this call is forced: what those
   * freed may go, and no start will cut below them.
   */
  void forceMark() throws IOException {
    force(journal.appended());
    force(mark());
  }

  /** Holds an inode open; false if it is gone. */
  boolean open(Ino ino) {
    lock.lock();
    try {
      boolean there = new TreeView(index).inode(ino).isPresent();
      if (there) {
        handles.open(ino);
      }
      return there;
    } finally {
      lock.unlock();
    }
  }

  /** Ends one {@link #open}. */
  void release(Ino ino) {
    lock.lock();
    try {
      handles.release(ino);
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody holds the inode open. To be asked inside {@link #record}. */
  boolean isOpen(Ino ino) {
    return handles.isOpen(ino);
  }
}
