package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * One entry on its way to or from the log.
 *
 * @param epoch number of the start of the volume that wrote it, from 1
 * @param position its place, one after the frame before
 * @param time when it was written
 * @param forcedThrough the mark: everything up to there was durable when this was written
 * @param payload the entry's bytes, at most {@link #MAX_PAYLOAD_BYTES}; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Copying each payload would cost more than it guards.
public record Frame(
    long epoch, Position position, Instant time, Position forcedThrough, byte[] payload) {

  /** The longest payload: an entry of 256 KiB and some slack for its encoding. */
  public static final int MAX_PAYLOAD_BYTES = (256 << 10) + (4 << 10);

  /**
   * @throws IllegalArgumentException if a part is out of bounds, or the mark not before the frame
   */
  public Frame {
    if (epoch < 1 || position.value() < 1 || payload.length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "frame of " + payload.length + " bytes at " + position + " in epoch " + epoch);
    }
    if (!position.isAfter(forcedThrough)) {
      throw new IllegalArgumentException("mark " + forcedThrough + " in the frame " + position);
    }
  }

  /** What it takes in a log. */
  public int bytes() {
    return FrameCodec.OVERHEAD_BYTES + payload.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame that
        && epoch == that.epoch
        && position.equals(that.position)
        && time.equals(that.time)
        && forcedThrough.equals(that.forcedThrough)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(epoch, position, time, forcedThrough, Arrays.hashCode(payload));
  }

  @Override
  public String toString() {
    return "frame " + position + " of epoch " + epoch + ", " + payload.length + " bytes";
  }
}
