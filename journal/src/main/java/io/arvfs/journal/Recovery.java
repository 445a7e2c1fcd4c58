package io.arvfs.journal;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.VolumeEvent;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.log.Damage;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.FrameVisitor;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.LogScan;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a start believes of a journal that an earlier process left, perhaps in the middle of a word.
 *
 * <p>Up to the durable end everything must be there, else the journal is damaged. Beyond it the
 * journal is cut at the first frame that is not whole or whose bytes did not arrive. Entries are
 * decoded beyond the durable end only: before it, the frames' chain says all that a start asks.
 *
 * @param end the last frame that is believed
 * @param durable how far the journal was known to be durable
 * @param lastEpoch the largest epoch seen
 * @param cut where entries were given up, if there were any
 */
record Recovery(LogEnd end, Position durable, long lastEpoch, Optional<Cut> cut) {

  /** What is looked at, and from where on. */
  record Place(FrameReader frames, Path volume, Segments segments, Position from) {

    LogScan scan(FrameVisitor visitor) throws IOException {
      return from.equals(Position.NONE) ? frames.scan(visitor) : frames.scanAfter(from, visitor);
    }
  }

  /**
   * Reads what is there.
   *
   * @param known an entry known to be durable from elsewhere; the log's own marks may know more
   * @throws DamagedJournalException if something durable is missing
   */
  static Recovery of(Place place, Position known) throws IOException {
    LogScan scan = place.scan((_, _, _) -> {});
    Position marked = scan.durableEnd();
    Position durable = known.isAfter(marked) ? known : marked;
    requireWhole(place, scan, durable);
    Doubt doubt = new Doubt(place, durable);
    place.frames().scanAfter(durable, doubt);
    if (doubt.first == null) {
      return new Recovery(scan.end(), durable, scan.lastEpoch(), scan.damage().map(Recovery::cut));
    }
    Cut cut = cut(doubt.first, scan);
    LogEnd end = endBefore(doubt.first.position(), place);
    return new Recovery(end, durable, scan.lastEpoch(), Optional.of(cut));
  }

  private static void requireWhole(Place place, LogScan scan, Position durable) throws IOException {
    Optional<Damage> damage = scan.damage();
    boolean lost = damage.filter(d -> d.durable() || !d.position().isAfter(durable)).isPresent();
    if (lost) {
      throw new DamagedJournalException(place.volume(), damage.orElseThrow());
    }
    if (durable.isAfter(scan.end().position())) {
      FramePlace[] last = {new FramePlace(VolumeLayout.of(place.volume()).log(), 0)};
      place.scan((_, _, at) -> last[0] = at);
      Position missing = scan.end().position().next();
      throw DamagedJournalException.lostEnd(
          place.volume(), durable, new Damage(missing, last[0].file(), last[0].offset(), 0, true));
    }
  }

  private static LogEnd endBefore(Position position, Place place) throws IOException {
    LogEnd[] end = {LogEnd.EMPTY};
    Position last = new Position(position.value() - 1);
    if (last.isAfter(Position.NONE)) {
      place
          .frames()
          .scanAfter(
              new Position(last.value() - 1),
              (frame, crc, _) -> {
                if (frame.position().equals(last)) {
                  end[0] = new LogEnd(last, crc);
                }
              });
    }
    return end[0];
  }

  private static Cut cut(Damage damage) {
    return new Cut(
        damage.position(),
        damage.file(),
        damage.offset(),
        Cut.Reason.FRAME_MISSING,
        damage.validFramesBehind());
  }

  private static Cut cut(Doubt.Found first, LogScan scan) {
    long rest = scan.end().position().value() - first.position().value() + 1;
    long behind = scan.damage().map(Damage::validFramesBehind).orElse(0L);
    return new Cut(
        first.position(),
        first.place().file(),
        first.place().offset(),
        Cut.Reason.BYTES_MISSING,
        rest + behind);
  }

  /** The ranges that an event is the first to name. */
  static List<SegmentRange> ranges(Event event) {
    return switch (event) {
      case BytesWritten written -> List.of(written.data());
      case RangesMoved moved -> moved.moves().stream().map(RangeMove::to).toList();
      case TreeEvent _, CommitEvent _, VolumeEvent _ -> List.of();
    };
  }

  /** The ranges that the events of a frame are the first to name. */
  static List<SegmentRange> ranges(Frame frame) throws IOException {
    List<SegmentRange> ranges = new ArrayList<>();
    for (Event event : EventCodec.decode(frame.payload())) {
      ranges.addAll(ranges(event));
    }
    return ranges;
  }

  /** Looks for the first entry beyond the durable end whose bytes are not there. */
  private static final class Doubt implements FrameVisitor {

    /** An entry and its frame. */
    private record Found(Position position, FramePlace place) {}

    private final Place place;
    private final Position durable;
    private @Nullable Found first;

    Doubt(Place place, Position durable) {
      this.place = place;
      this.durable = durable;
    }

    @Override
    public void visit(Frame frame, int crc, FramePlace at) throws IOException {
      Position position = frame.position();
      if (first == null && position.isAfter(durable) && !bytesAreThere(frame)) {
        first = new Found(position, at);
      }
    }

    private boolean bytesAreThere(Frame frame) throws IOException {
      try {
        for (SegmentRange range : ranges(frame)) {
          if (!place.segments().verify(range)) {
            return false;
          }
        }
        return true;
      } catch (UnreadableEntryException e) {
        throw e.in(place.volume(), frame.position());
      }
    }
  }
}
