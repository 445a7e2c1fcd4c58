package io.arvfs.journal.event;

import io.arvfs.journal.event.CommitEvent.ServerState;
import java.util.List;

/** A fact about the volume as a whole. */
public sealed interface VolumeEvent extends Event {

  /**
   * A process opened the volume for writing. First event of its epoch; every frame of an older
   * epoch beyond {@code after} is dead for ever.
   *
   * @param epoch counts starts, from 1
   * @param after the last entry that was believed
   * @param forcedThrough how far the journal was known to be durable
   */
  record Started(long epoch, Position after, Position forcedThrough) implements VolumeEvent {

    /**
     * @throws IllegalArgumentException if {@code epoch} is not positive
     */
    public Started {
      if (epoch < 1) {
        throw new IllegalArgumentException("epoch " + epoch);
      }
    }
  }

  /**
   * {@code root} became the collection {@code uuid} as the unsigned text in {@code manifests/}
   * says. Its paths took consecutive inode numbers from {@code firstIno} on, depth first, names in
   * bytewise order.
   *
   * @param attributes of directories and files alike: a manifest does not say which files are
   *     programs, so all may be run
   */
  record ManifestAdopted(
      Ino root, String uuid, ServerState state, Ino firstIno, Attributes attributes)
      implements VolumeEvent {}

  /**
   * The bytes of ranges were copied and are read from there: cleaning empties a segment. Where
   * nothing stands at {@link RangeMove#from} any more, the move means nothing.
   */
  record RangesMoved(List<RangeMove> moves) implements VolumeEvent {

    /** So many leave an entry below 256 KiB. */
    public static final int MAX_MOVES = 8000;

    /**
     * @throws IllegalArgumentException if there are too many
     */
    public RangesMoved {
      moves = List.copyOf(moves);
      if (moves.size() > MAX_MOVES) {
        throw new IllegalArgumentException(moves.size() + " moves at once");
      }
    }
  }

  /**
   * One range's way; length and CRC stay.
   *
   * @param from where the bytes stood, whole
   * @param toSegment where they stand now
   * @param toOffset their first byte there
   */
  record RangeMove(SegmentRange from, int toSegment, long toOffset) {

    /**
     * @throws IllegalArgumentException if that is not forward
     */
    public RangeMove {
      if (toSegment <= from.segment()
          || toOffset < 0
          || toOffset > Long.MAX_VALUE - from.length()) {
        throw new IllegalArgumentException(
            from + " moves to " + toOffset + " in segment " + toSegment);
      }
    }

    /** The same bytes where they stand now. */
    public SegmentRange to() {
      return new SegmentRange(toSegment, toOffset, from.length(), from.crc());
    }
  }
}
