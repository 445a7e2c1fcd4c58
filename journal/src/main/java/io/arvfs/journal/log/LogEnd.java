package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;

/** The last valid frame of a log: its position and CRC, which the next frame names. */
public record LogEnd(Position position, int crc) {

  /** The end of a log without frames. */
  public static final LogEnd EMPTY = new LogEnd(Position.NONE, 0);
}
