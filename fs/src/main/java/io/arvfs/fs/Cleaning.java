package io.arvfs.fs;

import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.fs.tree.SegmentUse.Live;
import io.arvfs.journal.Journal;
import io.arvfs.journal.Purpose;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.index.Rows;
import io.arvfs.journal.log.Headroom;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties segments of which little is alive: their live ranges move forward, then the segment goes.
 *
 * <p>A range moves whole, however little of it is named, since its checksum covers all of it. Its
 * bytes are read and compared with that, appended to the segment being written, and an entry says
 * where they stand now. Who read the rows before that entry finds the bytes where they were, until
 * {@link Releasing} has forced a mark past it. A range that nobody names any more when the entry is
 * made is left out of it. Killed anywhere in between, the next start has either place.
 *
 * <p>A segment with a damaged live range stays as it is, and is told of once: nothing may be given
 * a new checksum, and no evidence is deleted.
 *
 * <p>Confined to one task at a time.
 */
final class Cleaning {

  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

  /** So many ranges go into one entry: few enough for the writer to be held 5 ms. */
  private static final int RANGES_PER_ENTRY = 256;

  /** So many bytes are in memory, or one range if that is longer. */
  private static final long BYTES_PER_ENTRY = 4L << 20;

  /** A full volume grows by so much at most until what it was copied from is gone. */
  private static final long MOST_BYTES_WITHOUT_ROOM = 32L << 20;

  private final Journal journal;
  private final Rows rows;
  private final Writer writer;
  private final Releasing releasing;
  private final CleaningOptions options;
  private final Set<Integer> damaged = new TreeSet<>();

  Cleaning(
      Journal journal, Rows rows, Writer writer, Releasing releasing, CleaningOptions options) {
    this.journal = journal;
    this.rows = rows;
    this.writer = writer;
    this.releasing = releasing;
    this.options = options;
  }

  /**
   * Cleans what is worth it, the emptiest first.
   *
   * @param wanted whether somebody waits for space
   * @param historyBytes so much of what nobody names stays
   * @param stopped whether to end before the next segment
   */
  void run(boolean wanted, long historyBytes, BooleanSupplier stopped) throws IOException {
    for (int segment : worthIt(wanted)) {
      if (stopped.getAsBoolean() || writer.poison().isPresent()) {
        return;
      }
      if (empty(segment)) {
        releasing.run(historyBytes);
      }
    }
  }

  private List<Integer> worthIt(boolean wanted) throws IOException {
    List<Integer> found = new ArrayList<>();
    List<Integer> idle = journal.segmentFiles().idle();
    Map<Integer, Live> live = SegmentUse.live(rows);
    for (int segment : idle) {
      Live alive = live.get(segment);
      if (alive != null
          && !damaged.contains(segment)
          && options.isWorthIt(alive.bytes(), journal.segmentFiles().bytes(segment), wanted)
          && hasRoom(alive.bytes())) {
        found.add(segment);
      }
    }
    found.sort(Comparator.comparingLong(segment -> bytes(live, segment)));
    return found;
  }

  private static long bytes(Map<Integer, Live> live, int segment) {
    Live alive = live.get(segment);
    return alive == null ? 0 : alive.bytes();
  }

  /** It is cleaning that makes room; who waits for some waits for this task, so it never waits. */
  private boolean hasRoom(long bytes) {
    return bytes <= MOST_BYTES_WITHOUT_ROOM || journal.bound().hasRoom(bytes);
  }

  /** Whether all that is alive in {@code segment} stands elsewhere now. */
  private boolean empty(int segment) throws IOException {
    long offset = 0;
    List<SegmentRange> next = next(segment, offset);
    while (!next.isEmpty()) {
      if (!move(next)) {
        damaged.add(segment);
        return false;
      }
      offset = next.getLast().end();
      next = next(segment, offset);
    }
    return true;
  }

  private List<SegmentRange> next(int segment, long offset) {
    List<SegmentRange> found = new ArrayList<>();
    long[] bytes = {0};
    SegmentUse.ranges(
        rows,
        segment,
        offset,
        use -> {
          bytes[0] += use.place().length();
          if (!found.isEmpty() && bytes[0] > BYTES_PER_ENTRY) {
            return false;
          }
          found.add(use.place());
          return found.size() < RANGES_PER_ENTRY;
        });
    return found;
  }

  /** A range and its bytes. */
  private record Read(SegmentRange range, ByteBuffer bytes) {}

  /** Moves all of them; false if the bytes of one are not what was written, and then none. */
  private boolean move(List<SegmentRange> ranges) throws IOException {
    List<Read> read = new ArrayList<>();
    for (SegmentRange range : ranges) {
      ByteBuffer bytes = ByteBuffer.allocate(range.length());
      if (isSound(range, bytes)) {
        read.add(new Read(range, bytes.flip()));
      } else if (SegmentUse.isLive(rows, range)) {
        LOG.error("bytes on this disk are not what was written, and stay as they are: {}", range);
        return false;
      }
    }
    copy(read);
    return true;
  }

  private boolean isSound(SegmentRange range, ByteBuffer bytes) throws IOException {
    try {
      journal.read(range, 0, bytes);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("{} cannot be read", range, e);
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().flip());
    return (int) crc.getValue() == range.crc();
  }

  private void copy(List<Read> read) throws IOException {
    long bytes = read.stream().mapToLong(r -> r.range().length()).sum();
    List<Segments.Pin> pins = new ArrayList<>();
    try (Headroom.Room _ = journal.admitFreeing(bytes)) {
      List<RangeMove> moves = new ArrayList<>();
      for (Read one : read) {
        Segments.Pin pin = journal.storePinned(one.bytes(), Purpose.FREEING);
        pins.add(pin);
        moves.add(new RangeMove(one.range(), pin.range().segment(), pin.range().offset()));
      }
      var _ = writer.record(now -> stillLive(moves, now));
    } finally {
      pins.forEach(Segments.Pin::close);
    }
  }

  private static List<Event> stillLive(List<RangeMove> moves, Rows now) {
    List<RangeMove> live =
        moves.stream().filter(move -> SegmentUse.isLive(now, move.from())).toList();
    return live.isEmpty() ? List.of() : List.of(new RangesMoved(live));
  }
}
