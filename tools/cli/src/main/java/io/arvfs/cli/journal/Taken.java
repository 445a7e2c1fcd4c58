package io.arvfs.cli.journal;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.log.Frame;
import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * What of a damaged journal goes into a new one: the entries that are believed, without those that
 * do not fit, and of these not the writes of bytes that are gone. Takes a bit for an entry in
 * memory. Confined to one thread.
 */
final class Taken implements Closeable {

  private final Position first;
  private final BitSet unfit = new BitSet();
  private final KeySet bad;
  private Belief belief;

  /**
   * @param first no entry before it is spoken of
   */
  Taken(VolumeFiles volume, Position first, Belief belief) throws IOException {
    this.bad = new KeySet(volume);
    this.first = first;
    this.belief = belief;
  }

  Belief belief() {
    return belief;
  }

  /** Nothing behind {@code last} is believed. */
  void endAt(Position last) {
    belief = new Belief(last, belief.skipped());
  }

  /** The entry does not fit to those before it. */
  void leaveOut(Position position) {
    unfit.set(index(position));
  }

  private int index(Position position) {
    return Math.toIntExact(position.value() - first.value());
  }

  /** Whether an entry that is believed is left out. */
  boolean isUnfit(Position position) {
    return !first.isAfter(position) && unfit.get(index(position));
  }

  boolean leavesAnyOut() {
    return !unfit.isEmpty();
  }

  /** Whether an entry is believed and fits. */
  boolean takes(Position position) {
    return belief.takes(position) && !isUnfit(position);
  }

  /** No write of these bytes is taken; false if that is known. */
  boolean leaveOut(SegmentRange range) {
    return bad.add(BytesWent.bytes(range));
  }

  private boolean isBad(SegmentRange range) {
    return bad.has(BytesWent.bytes(range));
  }

  /** The entry without the writes of bytes that are gone. */
  Entry without(Entry entry) {
    List<Event> kept =
        entry.events().stream()
            .filter(e -> !(e instanceof BytesWritten w && isBad(w.data())))
            .toList();
    return kept.size() == entry.events().size()
        ? entry
        : new Entry(entry.position(), entry.time(), kept);
  }

  /** The same for a frame. */
  Frame without(Frame frame) throws IOException {
    if (bad.isEmpty()) {
      return frame;
    }
    Entry entry = new Entry(frame.position(), frame.time(), EventCodec.decode(frame.payload()));
    Entry kept = without(entry);
    return kept.equals(entry)
        ? frame
        : new Frame(
            frame.epoch(),
            frame.position(),
            frame.time(),
            frame.forcedThrough(),
            EventCodec.encode(kept.events()));
  }

  @Override
  public void close() throws IOException {
    bad.close();
  }
}
