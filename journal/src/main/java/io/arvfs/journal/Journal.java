package io.arvfs.journal;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Companion;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.ChronicleLog;
import io.arvfs.journal.log.DiskLog;
import io.arvfs.journal.log.FlushTarget;
import io.arvfs.journal.log.Flusher;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.Headroom;
import io.arvfs.journal.log.Log;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.PoisonedException;
import io.arvfs.journal.segment.Segments;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to one volume, in order: entries in a log, the bytes they speak of in segments.
 *
 * <p>{@link #append} belongs to one writer at a time. {@link #storePinned}, {@link #read} and
 * {@link #force} may be called by anybody, in parallel. An entry that was appended survives the
 * death of the process; one at or before a forced position survives the loss of power.
 */
public final class Journal implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Disk disk;
  private final Path volume;
  private final JournalReader reader;
  private final Recovery recovery;
  private final Log log;
  private final Segments segments;
  private final Reserve reserve;
  private final Bound bound;
  private final Flusher flusher;
  private final Companion companion;
  private final Tasks tasks;
  private final long epoch;

  /** The last entry that asks to be forced; one that is only a mark does not. */
  private volatile Position appended;

  private volatile Position mark;
  private volatile Position marked;
  private volatile Applied last;

  private final EntryBytes entryBytes = new EntryBytes();

  /** Why a force failed, whoever asked for it. */
  private volatile @Nullable Throwable poison;

  /** An entry with its position and time, to be folded and then appended. */
  public static final class Next {

    private final Entry entry;
    private final byte[] payload;

    private Next(Entry entry) {
      this.entry = entry;
      this.payload = EventCodec.encode(entry.events());
      if (payload.length > Frame.MAX_PAYLOAD_BYTES) {
        throw new IllegalArgumentException("an entry of " + payload.length + " bytes");
      }
    }

    public Entry entry() {
      return entry;
    }
  }

  /** Where entries and bytes go, and who has read what is there. */
  record Files(Log log, Segments segments, FrameReader frames) {}

  Journal(JournalStart start, Recovery recovered, Files files, Reserve reserve, Bound bound) {
    this.disk = start.disk();
    this.volume = start.volume();
    this.reader = new JournalReader(disk, volume, files.frames());
    this.recovery = recovered;
    this.log = files.log();
    this.segments = files.segments();
    this.reserve = reserve;
    this.bound = bound;
    this.tasks = start.tasks();
    this.epoch = recovered.lastEpoch() + 1;
    LogEnd end = recovered.end();
    this.appended = end.position();
    this.mark = end.position();
    this.marked = Position.NONE;
    this.last = new Applied(end.position(), recovered.lastEpoch(), end.crc());
    this.companion = new Companion(tasks, "force-log");
    this.flusher = new Flusher(tasks, new Forcing(), start.options().flush(), end.position());
  }

  /**
   * Opens the journal in the directory {@code volume} on Chronicle, as a mount does, and begins a
   * new epoch. The caller holds the volume's lock.
   *
   * @throws DamagedJournalException if something durable is missing
   */
  public static Journal open(Path volume, Tasks tasks, JournalOptions options) throws IOException {
    return open(volume, tasks, options, Position.NONE);
  }

  /**
   * As above, reading the log from the file on that holds what follows {@code from}: an entry that
   * is durable and that the log still has, as the position of a checkpoint that counts.
   */
  public static Journal open(Path volume, Tasks tasks, JournalOptions options, Position from)
      throws IOException {
    Path log = VolumeLayout.of(volume).log();
    Beside loading = Beside.start(tasks, "load Chronicle", ChronicleLog::load);
    return JournalStart.in(new FileDisk(), volume, tasks, options)
        .open(
            from,
            (end, sizes) -> {
              loading.await();
              loading.requireDone();
              return ChronicleLog.open(log, end, sizes);
            });
  }

  /** As above, with the log in plain files, all of it on {@code disk}. */
  public static Journal openOn(Disk disk, Path volume, Tasks tasks, JournalOptions options)
      throws IOException {
    return openOn(disk, volume, tasks, options, Position.NONE);
  }

  /** As above, reading from where {@code from} says. */
  public static Journal openOn(
      Disk disk, Path volume, Tasks tasks, JournalOptions options, Position from)
      throws IOException {
    Path log = VolumeLayout.of(volume).log();
    return JournalStart.in(disk, volume, tasks, options)
        .open(from, (end, sizes) -> DiskLog.open(disk, log, end, sizes));
  }

  /** What the start believed of what it found. */
  Recovery recovery() {
    return recovery;
  }

  /** The entries so far. */
  public JournalReader reader() {
    return reader;
  }

  /**
   * Takes room for {@code bytes} about to be stored, to be closed when they are. Waits while too
   * many are unforced, or the volume is as large as it may be and something can be freed; the
   * caller holds no lock.
   *
   * @throws OutOfSpaceException if nothing was freed
   * @throws io.arvfs.journal.log.PoisonedException if a force failed
   */
  public Headroom.Room admit(int bytes) throws IOException {
    bound.awaitRoom(bytes);
    return flusher.admit(bytes);
  }

  /**
   * As {@link #admit} for bytes that free more than they take: waits for forces, never for space.
   *
   * @throws io.arvfs.journal.log.PoisonedException if a force failed
   */
  public Headroom.Room admitFreeing(long bytes) throws IOException {
    return flusher.admit(bytes);
  }

  /**
   * As {@link #admit}, or empty if that would wait.
   *
   * @throws io.arvfs.journal.log.PoisonedException if a force failed
   */
  public Optional<Headroom.Room> tryAdmit(int bytes) throws IOException {
    return bound.hasRoom(bytes) ? flusher.tryAdmit(bytes) : Optional.empty();
  }

  /** What is held back for the day when the disk is full. */
  public Reserve reserve() {
    return reserve;
  }

  /** What the volume may take of the disk. */
  public Bound bound() {
    return bound;
  }

  /** Counts what the volume takes, and holds back what is wanting; each second or so. */
  public void tend() {
    try {
      bound.tend();
      reserve.tend();
    } catch (IOException e) {
      LOG.warn("what {} takes of the disk cannot be counted", volume, e);
    }
  }

  /**
   * Writes {@code bytes} beside the log, for an event to name; their segment stays until the pin is
   * closed, though no row names them yet. With {@link Purpose#FREEING} on a full disk too.
   *
   * @throws OutOfSpaceException if the disk is full; then nothing happened
   */
  public Segments.Pin storePinned(ByteBuffer bytes, Purpose purpose) throws IOException {
    requireSound();
    Segments.Pin pin =
        switch (purpose) {
          case ORDINARY -> {
            requireReserve();
            yield segments.appendPinned(bytes);
          }
          case FREEING -> reserve.spend(() -> segments.appendPinned(bytes.duplicate()));
        };
    bound.stored(pin.range().length());
    return pin;
  }

  private void requireReserve() throws OutOfSpaceException {
    if (!reserve.isWhole()) {
      throw new OutOfSpaceException(volume + ": only the reserve is left");
    }
  }

  /** Fills {@code target} with bytes of {@code range} from its byte {@code skip} on. */
  public void read(SegmentRange range, int skip, ByteBuffer target) throws IOException {
    segments.read(range, skip, target);
  }

  /** Whether the bytes of {@code range} are there and have its CRC. */
  public boolean verify(SegmentRange range) throws IOException {
    return segments.verify(range);
  }

  /**
   * The entry that {@code events} will be, if it is the next to be appended.
   *
   * @throws IllegalArgumentException if they are more than one entry may hold
   */
  public Next next(List<Event> events) {
    return new Next(new Entry(last.position().next(), tasks.now(), events));
  }

  /**
   * Appends one entry. Without events it only carries the mark.
   *
   * @return where an index stands that has folded it
   * @throws io.arvfs.journal.log.PoisonedException if a force failed
   * @throws OutOfSpaceException if the disk is full; then nothing happened
   */
  public Applied append(Next next) throws IOException {
    boolean mark = next.entry().events().isEmpty();
    return append(next, mark ? Purpose.FREEING : Purpose.ORDINARY);
  }

  /** As above; with {@link Purpose#FREEING} on a full disk too. */
  public Applied append(Next next, Purpose purpose) throws IOException {
    requireSound();
    Entry entry = next.entry();
    Position carried = mark;
    byte[] payload = next.payload;
    Frame frame = new Frame(epoch, entry.position(), entry.time(), carried, payload);
    int crc = append(frame, purpose);
    bound.stored(frame.bytes());
    last = new Applied(entry.position(), epoch, crc);
    boolean asks = !entry.events().isEmpty();
    entryBytes.add(frame.bytes(), asks);
    if (asks) {
      appended = entry.position();
      flusher.entryAppended();
    }
    marked = carried;
    return last;
  }

  private int append(Frame frame, Purpose purpose) throws IOException {
    return switch (purpose) {
      case ORDINARY -> {
        requireReserve();
        if (!bound.hasRoomForEntry()) {
          throw new OutOfSpaceException(volume + ": as large as it may be");
        }
        yield log.append(frame);
      }
      case FREEING -> reserve.spend(() -> log.append(frame));
    };
  }

  /** The last entry appended that says something. */
  public Position appended() {
    return appended;
  }

  /** Everything up to here survives the loss of power. */
  public Position durable() {
    return flusher.durable();
  }

  /** Why a force failed, if one did: nothing appended is promised any more. */
  public Optional<Throwable> poison() {
    return Optional.ofNullable(poison);
  }

  private void requireSound() throws PoisonedException {
    Throwable cause = poison;
    if (cause != null) {
      throw new PoisonedException(cause);
    }
  }

  /** Whether a force returned whose mark no entry carries yet. */
  public boolean owesMark() {
    return mark.isAfter(marked);
  }

  /**
   * Returns when the entries up to {@code position}, and the bytes they name, survive the loss of
   * power. Callers that wait at the same time share one force.
   *
   * @throws io.arvfs.journal.log.PoisonedException if a force failed, now or earlier
   */
  public void force(Position position) throws IOException {
    flusher.force(position);
  }

  /** The bytes that log and segments take of the disk. */
  public long allocatedBytes() throws IOException {
    return log.allocatedBytes() + segments.allocatedBytes();
  }

  /** The segments as files. */
  public SegmentFiles segmentFiles() {
    return new SegmentFiles(segments);
  }

  /**
   * Deletes segments, but those that somebody reads just now. The caller has forced an entry that
   * carries a mark at or past the entry that freed the last of them.
   *
   * @param unused in their order
   * @param keptBytes as many of the last ones as take no more than this are left
   */
  public void release(List<Integer> unused, long keptBytes) throws IOException {
    long left = keptBytes;
    for (int number : unused.reversed()) {
      left -= left > 0 ? segments.allocatedBytes(number) : 0;
      if (left <= 0) {
        var _ = segments.delete(number); // One that is being read goes the next time.
      }
    }
    reserve.refill();
    bound.freed();
  }

  /** Makes the next entry begin a new file of the log. Belongs to the writer. */
  public void roll() throws IOException {
    log.roll();
  }

  /**
   * Deletes the files of the log that hold only entries at or before {@code through}, oldest first.
   * The caller has forced an entry that carries a mark at or past {@code through}, and needs none
   * of them to make the rows again.
   */
  public void trim(Position through) throws IOException {
    log.trim(through);
    bound.freed();
  }

  /** What the entries appended since this was opened take in the log. */
  public long appendedBytes() {
    return entryBytes.appended();
  }

  /** Closes all of it, whatever fails on the way; the first failure is told. */
  @Override
  public void close() throws IOException {
    try (segments;
        log;
        companion) {
      flusher.close();
    }
  }

  /** What a force of this journal is. */
  private final class Forcing implements FlushTarget {

    @Override
    public Position appended() {
      return appended;
    }

    /** The mark stands before anybody who waits is told: the next entry of theirs carries it. */
    @Override
    public void force() throws IOException {
      Position covered = last.position();
      long reach = entryBytes.reach();
      try {
        forceBoth();
      } catch (IOException | RuntimeException | Error e) {
        poison = e;
        PoisonNote.leave(new PoisonNote.Place(disk, volume, reserve), mark, e);
        throw e;
      }
      entryBytes.settle(reach);
      mark = covered.isAfter(mark) ? covered : mark;
    }

    /** Beside each other: after a power cut the CRCs tell which bytes arrived. */
    private void forceBoth() throws IOException {
      if (segments.isForced()) {
        log.force();
      } else {
        companion.doBoth(log::force, segments::force);
      }
    }

    @Override
    public long unforcedBytes() {
      return segments.unforcedBytes() + entryBytes.unforced();
    }
  }
}
