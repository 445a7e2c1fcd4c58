package io.arvfs.fs;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Command.Bury;
import io.arvfs.fs.command.Command.WriteBytes;
import io.arvfs.fs.command.Decider;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Needs;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.fs.command.Frees;
import io.arvfs.fs.read.FileReader;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Bound;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Purpose;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Rows;
import io.arvfs.journal.log.Flusher;
import io.arvfs.journal.log.PoisonedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One tree with one writer: everything one mount shows and owes.
 *
 * <p>The order inside the writer: decide, fold into a batch, append to the journal, write the
 * batch. What cannot be folded is never appended; what was appended has happened. If the batch then
 * cannot be written, the rows no longer tell the truth: the volume changes nothing more, and the
 * next start makes the rows again from the journal.
 *
 * <p>Thread-safe. Reads do not wait for the writer. Nothing here waits for the network while
 * holding it.
 */
public final class Volume implements Closeable {

  /** Keeps an entry of adopted names well below 256 KiB. */
  private static final int EVENTS_PER_ENTRY = 500;

  /** So many entries are folded again after a crash, at most. */
  private static final long ENTRIES_PER_FLUSH = 20_000;

  private static final Duration MARK_INTERVAL = Duration.ofSeconds(1);

  private final Journal journal;
  private final Index index;
  private final Folding folding;
  private final VolumeParts parts;
  private final FileReader reader;
  private final MovingRanges moving;
  private final CollectionLoader loader;
  private final ReentrantLock writer = new ReentrantLock();

  /** Held by who stores bytes until an entry names them; and by who deletes what nobody names. */
  private final ReadWriteLock unnamedBytes = new ReentrantReadWriteLock();

  /** How often each file is open; guarded by {@code writer}. */
  private final Map<Ino, Integer> handles = new HashMap<>();

  private final Tasks.Monitor idle;
  private final Tasks.Task marks;
  private volatile @Nullable Throwable poison;
  private boolean closing;

  /** Where the rows stood at the last flush; confined to {@link #marks}. */
  private long flushed;

  /** Opens the volume: files that lost their names before the last process died, die now. */
  public Volume(VolumeParts parts) throws IOException {
    this.parts = parts;
    this.journal = parts.journal();
    this.index = parts.index();
    this.folding = parts.folding();
    this.reader = new FileReader(journal::read, parts.blocks());
    this.moving = new MovingRanges(journal, parts.index());
    this.idle = parts.tasks().monitor();
    this.loader = new CollectionLoader(this, parts);
    this.flushed = index.applied().position().value();
    folding.restore(index, journal.reader());
    for (Ino orphan : view().orphans()) {
      append(List.of(new InodeDied(orphan)), Purpose.FREEING);
    }
    this.marks = parts.tasks().start("marks", this::carryMarks);
  }

  /** The tree as it is at each question. */
  public TreeView view() {
    return new TreeView(index);
  }

  /** The rows as they are at each question. */
  public Rows rows() {
    return index;
  }

  /** The rows as they are now, to be closed. */
  public Index.Snapshot snapshot() {
    return index.snapshot();
  }

  /** The texts that this volume keeps. */
  public ManifestFiles manifests() {
    return parts.manifests();
  }

  /** What made the volume stop changing, if something did. */
  public Optional<Throwable> poison() {
    return Optional.ofNullable(poison).or(journal::poison);
  }

  /**
   * Does what {@code command} asks, or refuses.
   *
   * @return never {@link Needs}: what was needed was loaded
   * @throws IOException if what is needed cannot be loaded
   */
  public Decision execute(Command command) throws IOException {
    Decision decision = attempt(command);
    while (decision instanceof Needs(var root)) {
      load(root);
      decision = attempt(command);
    }
    return decision;
  }

  private Decision attempt(Command command) throws IOException {
    writer.lock();
    try {
      if (poison().isPresent()) {
        return new Refused(Errno.EIO);
      }
      TreeView tree = view();
      Decision decision = new Decider(tree, handles::containsKey).decide(command);
      if (decision instanceof Accepted(var events) && !events.isEmpty()) {
        append(events, Frees.space(command, tree) ? Purpose.FREEING : Purpose.ORDINARY);
      }
      return decision;
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    } finally {
      writer.unlock();
    }
  }

  /** Folds first, so that what cannot be folded is never appended. */
  private Position append(List<Event> events, Purpose purpose) throws IOException {
    Journal.Next next = journal.next(events);
    Batch batch = new Batch(index);
    folding.apply(next.entry(), batch);
    Applied at = appendOrPoison(next, purpose);
    try {
      index.write(batch, at);
    } catch (RuntimeException e) {
      poison = e;
      throw e;
    }
    return next.entry().position();
  }

  private Applied appendOrPoison(Journal.Next next, Purpose purpose) throws IOException {
    try {
      return journal.append(next, purpose);
    } catch (OutOfSpaceException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      poison = e;
      throw e;
    }
  }

  /** Decides, with the rows before it, which events are to be appended; none: nothing happens. */
  @FunctionalInterface
  public interface Deciding {
    List<Event> decide(Rows rows) throws IOException;
  }

  /**
   * Appends what {@code deciding} says, which is asked inside the writer. The door of those who
   * learn something, as {@link #execute} is of those who ask for something; what they learnt may
   * use the reserve of a full disk.
   *
   * @return the entry's position, or empty if there was nothing to append
   */
  public Optional<Position> record(Deciding deciding) throws IOException {
    writer.lock();
    try {
      requireSound();
      List<Event> events = deciding.decide(index);
      return events.isEmpty() ? Optional.empty() : Optional.of(append(events, Purpose.FREEING));
    } finally {
      writer.unlock();
    }
  }

  /**
   * As {@link #record}, for more than goes into one entry: each entry is complete in itself, and
   * nothing comes between them. If one cannot be appended, those before it have happened.
   *
   * @return the last entry's position, or empty if there was nothing to append
   */
  public Optional<Position> recordAll(Deciding deciding) throws IOException {
    writer.lock();
    try {
      requireSound();
      List<Event> events = deciding.decide(index);
      Optional<Position> last = Optional.empty();
      for (int from = 0; from < events.size(); from += EVENTS_PER_ENTRY) {
        int to = Math.min(events.size(), from + EVENTS_PER_ENTRY);
        last = Optional.of(append(events.subList(from, to), Purpose.FREEING));
      }
      return last;
    } finally {
      writer.unlock();
    }
  }

  private void requireSound() throws IOException {
    Optional<Throwable> bad = poison();
    if (bad.isPresent()) {
      throw new IOException("the volume is read-only since: " + bad.get(), bad.get());
    }
  }

  /** As {@link #record(Deciding)}, for what needs no rows to decide. */
  public Position record(Event event) throws IOException {
    return record(_ -> List.of(event)).orElseThrow();
  }

  /**
   * Writes {@code source} into the file, at {@code offset} or at its end. Waits while too many
   * bytes are unforced, or the volume is as large as it may be and something can be freed.
   *
   * @return the decision on {@link WriteBytes}
   */
  public Decision write(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    try (Flusher.Room _ = journal.admit(source.remaining())) {
      return writeAdmitted(ino, offset, append, source);
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    }
  }

  /** As {@link #write}, or empty if that would wait. */
  public Optional<Decision> tryWrite(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    Optional<Flusher.Room> room = journal.tryAdmit(source.remaining());
    if (room.isEmpty()) {
      return Optional.empty();
    }
    try (Flusher.Room _ = room.get()) {
      return Optional.of(writeAdmitted(ino, offset, append, source));
    }
  }

  private Decision writeAdmitted(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    if (!source.hasRemaining()) {
      return new Accepted(List.of());
    }
    unnamedBytes.readLock().lock();
    try {
      SegmentRange range = journal.store(source);
      return execute(new WriteBytes(ino, offset, append, range));
    } catch (OutOfSpaceException _) {
      return new Refused(Errno.ENOSPC);
    } finally {
      unnamedBytes.readLock().unlock();
    }
  }

  /**
   * Fills {@code target} from {@code offset} of the file on, up to its end; may wait for the
   * network.
   *
   * @return how many bytes, or empty if there is no such file
   */
  public Optional<Integer> read(Ino ino, long offset, ByteBuffer target) throws IOException {
    int start = target.position();
    while (true) {
      try (Index.Snapshot now = index.snapshot()) {
        TreeView tree = new TreeView(now);
        Optional<Inode> inode = tree.inode(ino);
        return inode.isEmpty()
            ? Optional.empty()
            : Optional.of(reader.read(tree, inode.get(), offset, target));
      } catch (NoSuchFileException e) {
        requireMoved(ino, e);
        target.position(start);
      }
    }
  }

  /** Bytes went into a block between looking them up and reading them; otherwise they are lost. */
  private void requireMoved(Ino ino, NoSuchFileException gone) throws IOException {
    try (Index.Snapshot now = index.snapshot()) {
      for (Extent extent : new TreeView(now).extents(ino)) {
        if (extent instanceof InSegment in && !moving.verify(in.range())) {
          throw gone;
        }
      }
    }
  }

  /** Whether reading there may wait for the network. */
  public boolean isFar(Ino ino, long offset, int length) {
    TreeView tree = view();
    return tree.inode(ino).filter(i -> reader.isFar(tree, i, offset, length)).isPresent();
  }

  /** Makes a file and holds it open. */
  public Decision createOpen(Command.CreateFile command) throws IOException {
    load(Ino.ROOT);
    writer.lock();
    try {
      Decision decision = execute(command);
      if (decision instanceof Accepted(var events)
          && events.getFirst() instanceof FileCreated made) {
        handles.merge(made.ino(), 1, Integer::sum);
      }
      return decision;
    } finally {
      writer.unlock();
    }
  }

  /** Holds an inode open; false if it is gone. */
  public boolean open(Ino ino) {
    writer.lock();
    try {
      boolean there = view().inode(ino).isPresent();
      if (there) {
        handles.merge(ino, 1, Integer::sum);
      }
      return there;
    } finally {
      writer.unlock();
    }
  }

  /** Ends one {@link #open}; a file without a name dies with the last. */
  public void release(Ino ino) throws IOException {
    writer.lock();
    try {
      handles.computeIfPresent(ino, (_, count) -> count == 1 ? null : count - 1);
    } finally {
      writer.unlock();
    }
    execute(new Bury(ino));
  }

  /** Whether somebody holds the inode open. To be asked inside {@link #record(Deciding)}. */
  public boolean isOpen(Ino ino) {
    return handles.containsKey(ino);
  }

  /** Loads the collection at {@code root}, if it is not loaded. */
  public void load(Ino root) throws IOException {
    loader.load(root);
  }

  /** The last entry that says something. */
  public Position appended() {
    return journal.appended();
  }

  /** Everything up to here survives the loss of power. */
  public Position durable() {
    return journal.durable();
  }

  /** What the volume may take of the disk. */
  public Bound bound() {
    return journal.bound();
  }

  /** What is held back for the day when the disk is full. */
  public Reserve reserve() {
    return journal.reserve();
  }

  /** What journal and segments take of the disk, in bytes. */
  public long journalBytes() throws IOException {
    return journal.allocatedBytes();
  }

  /** Returns when all entries up to {@code position} survive the loss of power. */
  public void force(Position position) throws IOException {
    try {
      journal.force(position);
    } catch (PoisonedException e) {
      poison = e;
      throw e;
    }
  }

  /** Reads bytes of a range that an extent names, wherever they stand now. */
  public void readSegment(SegmentRange range, int skip, ByteBuffer target) throws IOException {
    moving.read(range, skip, target);
  }

  /** Whether the bytes of a range that an extent names are what was written. */
  public boolean verifySegment(SegmentRange range) throws IOException {
    return moving.verify(range);
  }

  /**
   * Frees the segments that no row names, and brings the rows to the disk. A frame that carries a
   * mark past the entry that freed them is forced before (else a start could cut below it and miss
   * their bytes).
   */
  public void releaseSegments() throws IOException {
    force(appended());
    force(mark());
    unnamedBytes.writeLock().lock();
    try {
      journal.release(SegmentUse.used(index));
    } finally {
      unnamedBytes.writeLock().unlock();
    }
    flushRows();
  }

  /** Brings the rows to the disk, which may be full. */
  private void flushRows() {
    try (Reserve.Loan _ = journal.reserve().lend()) {
      index.flush();
    }
  }

  private Position mark() throws IOException {
    writer.lock();
    try {
      return append(List.of(), Purpose.FREEING);
    } finally {
      writer.unlock();
    }
  }

  /** A full disk holds up no more than the mark: what it would tell is durable already. */
  private Optional<Position> markIfThereIsRoom() throws IOException {
    try {
      return Optional.of(mark());
    } catch (OutOfSpaceException _) {
      return Optional.empty();
    }
  }

  private void carryMarks() {
    try {
      while (!idle.awaitUntil(() -> closing, MARK_INTERVAL)) {
        if (journal.owesMark() && poison().isEmpty()) {
          markIfThereIsRoom();
        }
        journal.tend();
        flushRows(ENTRIES_PER_FLUSH);
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      poison = poison == null ? e : poison;
    }
  }

  /** Brings the rows to the disk if a start would have many entries to fold again. */
  private void flushRows(long entries) {
    long now = index.applied().position().value();
    if (now - flushed >= entries) {
      flushRows();
      flushed = now;
    }
  }

  /** Forces everything and closes; the rows are flushed. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    boolean again = idle.locked(() -> closing);
    if (again) {
      return;
    }
    idle.locked(() -> closing = true);
    idle.changed();
    try {
      marks.join();
      if (poison().isEmpty()) {
        force(appended());
        Optional<Position> mark = markIfThereIsRoom();
        if (mark.isPresent()) {
          force(mark.get());
        }
      }
    } catch (InterruptedException _) {
      marks.interrupt();
    } finally {
      index.close();
      journal.close();
      parts.manifests().forget();
    }
  }
}
