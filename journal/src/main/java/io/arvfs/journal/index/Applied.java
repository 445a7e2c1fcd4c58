package io.arvfs.journal.index;

import io.arvfs.journal.event.Position;
import java.nio.ByteBuffer;

/**
 * How far rows have been folded: the last entry's position, the epoch of its frame and that frame's
 * CRC. If the log has no such frame, the rows tell of a history that never was.
 */
public record Applied(Position position, long epoch, int crc) {

  /** Nothing folded yet. */
  public static final Applied NOTHING = new Applied(Position.NONE, 0, 0);

  /** Rows that are not all there: no log has such a frame, as no epoch is 0. */
  public static final Applied UNFINISHED = new Applied(new Position(Long.MAX_VALUE), 0, 0);

  static final int BYTES = 20;

  byte[] encode() {
    return ByteBuffer.allocate(BYTES).putLong(position.value()).putLong(epoch).putInt(crc).array();
  }

  static Applied decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Applied(new Position(in.getLong()), in.getLong(), in.getInt());
  }
}
