package io.arvfs.fs;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Command.Bury;
import io.arvfs.fs.command.Command.WriteBytes;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Needs;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Decision.Unfinished;
import io.arvfs.fs.read.FileReader;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Bound;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import io.arvfs.journal.index.RetainingIndex;
import io.arvfs.journal.index.Rows;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One tree with one writer: everything one mount shows and owes. The door: {@link Writer} changes,
 * {@link Upkeep} keeps what is on the disk short.
 *
 * <p>Thread-safe. Reads do not wait for the writer. Nothing here waits for the network while
 * holding it.
 */
public final class Volume implements Closeable {

  private final Journal journal;
  private final Index index;
  private final VolumeParts parts;
  private final Reading reading;
  private final Writing writing;
  private final MovingRanges moving;
  private final CollectionLoader loader;
  private final Writer writer;
  private final StoredRows stored;
  private final TextRetention texts;
  private final Releasing releasing;
  private final Upkeep upkeep;

  /**
   * Opens the volume: files that lost their names before the last process died, die now, and what
   * was cut off others goes. If it fails, journal and index are the caller's to close.
   *
   * @throws OutOfSpaceException if the disk has no room for the rows
   */
  public Volume(VolumeParts given) throws IOException {
    this.parts = given.with(new RetainingIndex(given.index()));
    this.journal = parts.journal();
    this.index = parts.index();
    this.reading = new Reading(index, new FileReader(journal::read, parts.blocks()));
    this.writing = new Writing(journal, index, this::execute);
    this.moving = new MovingRanges(journal, index);
    this.stored = new StoredRows(index, journal.reserve(), parts.tasks());
    this.loader = new CollectionLoader(this, parts, stored);
    this.writer = new Writer(journal, index, stored, parts.folding());
    restore(given.index());
    for (Ino orphan : view().orphans()) {
      var _ = bury(orphan);
    }
    Upkeep.Parts works = new Upkeep.Parts(journal, stored, writer, parts.tasks());
    Optional<Trimming> trimming = Optional.empty();
    if (parts.keeping().isPresent()) {
      trimming = Optional.of(new Trimming(works, parts.keeping().get()));
    }
    this.texts = new TextRetention(journal.reader(), parts.manifests());
    this.releasing = new Releasing(journal, index, writer);
    CleaningOptions worth = CleaningOptions.of(journal.segmentFiles().mostBytes());
    Cleaning cleaning = new Cleaning(journal, index, writer, releasing, worth);
    this.upkeep = new Upkeep(works, trimming, releasing, cleaning);
    upkeep.start();
  }

  /** Folds what the rows lack; they may need room on a full disk. */
  private void restore(Index rows) throws IOException {
    try (Reserve.Loan _ = journal.reserve().lend()) {
      parts.folding().restore(rows, journal.reader(), new Progress(parts.tasks()));
    } catch (IndexFullException e) {
      throw new OutOfSpaceException("no room for the index", e);
    } finally {
      parts.manifests().forget(); // Texts that were sorted for large entries.
    }
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

  /**
   * Frees the texts that nothing needs: neither who uses them, nor an event that is kept. For one
   * task at a time.
   *
   * @param used texts in use
   * @param named what events ever named
   */
  public void keepTexts(Set<String> used, Set<String> named) throws IOException {
    texts.keep(used, named);
  }

  /** What made the volume stop changing, if something did. */
  public Optional<Throwable> poison() {
    return writer.poison();
  }

  /**
   * Does what {@code command} asks, or refuses.
   *
   * @return never {@link Needs}, what was needed was loaded, nor {@link Unfinished}
   * @throws IOException if what is needed cannot be loaded
   */
  public Decision execute(Command command) throws IOException {
    return execute(command, false);
  }

  private Decision execute(Command command, boolean holding) throws IOException {
    Decision decision = writer.attempt(command, holding);
    while (decision instanceof Needs || decision instanceof Unfinished) {
      if (decision instanceof Needs(var root)) {
        load(root);
      } else if (decision instanceof Unfinished(var ino)
          && bury(ino) instanceof Refused(var errno)) {
        return new Refused(errno);
      }
      decision = writer.attempt(command, holding);
    }
    if (decision instanceof Accepted(var events)) {
      buryWhatFollows(events);
    }
    return decision;
  }

  private void buryWhatFollows(List<Event> events) throws IOException {
    for (Event event : events) {
      if (event instanceof Unlinked gone && !events.contains(new InodeDied(gone.ino()))) {
        var _ = bury(gone.ino());
      } else if (event instanceof Shortened cut) {
        var _ = bury(cut.ino());
      }
    }
  }

  /**
   * Lets go of what nobody sees any more of a file, bit by bit: what was cut off it; all of it, if
   * it has no name and nobody holds it open. Refused if not all of it can go now: the next one that
   * makes the file longer or the next start goes on with it.
   */
  private Decision bury(Ino ino) throws IOException {
    Decision decision = writer.attempt(new Bury(ino));
    while (decision instanceof Accepted(var events)
        && events.stream().anyMatch(Shortened.class::isInstance)) {
      decision = writer.attempt(new Bury(ino));
    }
    return decision;
  }

  /**
   * Decides, with the rows before it, which events are to be appended; none: nothing happens. Asked
   * again, of newer rows, if there was no room for what it said and now there is.
   */
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
    return writer.record(deciding);
  }

  /** As {@link #record(Deciding)}, for what needs no rows to decide. */
  public Position record(Event event) throws IOException {
    return record(_ -> List.of(event)).orElseThrow();
  }

  /**
   * Writes {@code source} into the file, at {@code offset} or at its end. Waits while too many
   * bytes are unforced, or the volume is as large as it may be and something can be freed.
   *
   * @return the decision on {@link WriteBytes}; if it goes in several, on the last that was made:
   *     what {@code source} then has left was not written
   */
  public Decision write(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    return writing.write(ino, offset, append, source);
  }

  /** As {@link #write}, or empty if that would wait. */
  public Optional<Decision> tryWrite(Ino ino, long offset, boolean append, ByteBuffer source)
      throws IOException {
    return writing.tryWrite(ino, offset, append, source);
  }

  /**
   * Fills {@code target} from {@code offset} of the file on, up to its end; may wait for the
   * network.
   *
   * @return how many bytes, or empty if there is no such file
   */
  public Optional<Integer> read(Ino ino, long offset, ByteBuffer target) throws IOException {
    return reading.read(ino, offset, target);
  }

  /** As {@link #read}; empty also if that may wait for the network. */
  public Optional<Integer> tryRead(Ino ino, long offset, ByteBuffer target) throws IOException {
    return reading.tryRead(ino, offset, target);
  }

  /** Makes a file and holds it open. */
  public Decision createOpen(Command.CreateFile command) throws IOException {
    return execute(command, true);
  }

  /** Holds an inode open; false if it is gone. */
  public boolean open(Ino ino) {
    return writer.open(ino);
  }

  /** Ends one {@link #open}; a file without a name dies with the last. */
  public void release(Ino ino) throws IOException {
    writer.release(ino);
    var _ = bury(ino);
  }

  /** Whether somebody holds the inode open. To be asked inside {@link #record(Deciding)}. */
  public boolean isOpen(Ino ino) {
    return writer.isOpen(ino);
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

  /** How many entries were appended so far that free space, or bring that nearer, as sending. */
  public long freeings() {
    return writer.freeings();
  }

  /** What is held back for the day when the disk is full. */
  public Reserve reserve() {
    return journal.reserve();
  }

  /** What log, segments and checkpoints take of the disk, in bytes. */
  public long journalBytes() throws IOException {
    long checkpoints = 0;
    if (parts.keeping().isPresent()) {
      checkpoints = parts.keeping().get().checkpoints().allocatedBytes();
    }
    return journal.allocatedBytes() + checkpoints;
  }

  /** Returns when all entries up to {@code position} survive the loss of power. */
  public void force(Position position) throws IOException {
    writer.force(position);
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
   * Frees the segments that no row names, but for the newest of them that history keeps, and brings
   * the rows to the disk.
   */
  public void releaseSegments() throws IOException {
    releasing.run(parts.keeping().map(k -> k.history().bytes()).orElse(0L));
    stored.flush();
  }

  /**
   * Moves what is alive out of segments of which little is, and frees those; what upkeep does now
   * and then by itself.
   */
  public void clean() throws IOException {
    try {
      upkeep.clean();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Frees what can be freed now: segments that nobody names, history oldest first, and the log by a
   * checkpoint before its time.
   *
   * @param needBytes enough is enough
   * @return the bytes freed
   */
  public long free(long needBytes) throws IOException {
    try {
      return upkeep.free(needBytes);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Makes the volume small before it is closed, for one that owes the server nothing: what stays is
   * the index, one checkpoint and history.
   */
  public void condense() throws IOException {
    try {
      upkeep.condense();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    InterruptedIOException named = new InterruptedIOException("interrupted");
    named.initCause(cause);
    return named;
  }

  /**
   * Forces everything and closes; the rows are flushed. An interrupt ends nothing of it early, and
   * stands again after. Closing again does nothing.
   */
  @Override
  public void close() throws IOException {
    if (upkeep.end()) {
      Beside closing = Beside.start(parts.tasks(), "close", this::closeAll);
      closing.await();
      closing.requireDone();
    }
  }

  private void closeAll() throws IOException {
    Closing.all(
        List.<Closeable>of(this::forceLast, index, journal, () -> parts.manifests().forget()));
  }

  private void forceLast() throws IOException {
    try {
      upkeep.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (poison().isEmpty()) {
      force(appended());
      Optional<Position> mark = writer.markIfThereIsRoom();
      if (mark.isPresent()) {
        force(mark.get());
      }
    }
  }
}
