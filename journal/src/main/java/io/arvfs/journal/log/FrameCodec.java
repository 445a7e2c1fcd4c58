package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A frame as bytes. All numbers are big-endian and signed, {@code n} is the length of the payload:
 *
 * <pre>
 * offset  bytes  what
 *      0      8  magic: F7 41 72 76 46 72 6D 01 (0xF7, "ArvFrm", format 1)
 *      8      4  n, from 0 to 266240
 *     12      8  epoch, from 1
 *     20      8  position, from 1
 *     28      8  time: seconds since 1970-01-01T00:00:00Z
 *     36      4  time: nanoseconds of that second, 0 to 999999999
 *     40      8  mark: all entries up to this position were durable; less than the position
 *     48      4  CRC of the frame before; 0 in the first frame of a log
 *     52      n  payload: the encoded entry
 *   52+n      4  CRC32C (Castagnoli) of the 52+n bytes before
 * </pre>
 *
 * <p>As each CRC covers the one before, the frames form a chain: a frame can neither be replaced
 * nor left out unseen.
 *
 * <p>To read a log: take its files in the order of their names ({@link LogFiles}). Look for the
 * magic from the start of each file, at every byte. Where one stands and length, bounds and CRC are
 * right, there is a frame, and the search goes on behind it; else it goes on one byte later. What
 * lies between frames (Chronicle's headers and tables, reserved space) means nothing. A frame of an
 * epoch is dead if a later epoch has its first frame at or before the same position. The live
 * frames' positions rise by one and each names the CRC of the one before; the log ends where that
 * stops to be so.
 */
final class FrameCodec {

  static final long MAGIC = 0xF741_7276_4672_6D01L;
  static final byte MAGIC_FIRST = (byte) 0xF7;

  /** The last byte of the magic. */
  static final int FORMAT = (int) (MAGIC & 0xFF);

  static final int HEADER_BYTES = 52;
  static final int OVERHEAD_BYTES = HEADER_BYTES + Integer.BYTES;
  static final int MAX_FRAME_BYTES = OVERHEAD_BYTES + Frame.MAX_PAYLOAD_BYTES;

  private static final int LENGTH_AT = 8;
  private static final int EPOCH_AT = 12;
  private static final int POSITION_AT = 20;
  private static final int SECONDS_AT = 28;
  private static final int NANOS_AT = 36;
  private static final int MARK_AT = 40;
  private static final int PREVIOUS_AT = 48;

  private FrameCodec() {}

  /** A frame found in a file, whose length, bounds and CRC are right. */
  record Found(Frame frame, int previousCrc, int crc, int bytes) {}

  static int bytes(Frame frame) {
    return OVERHEAD_BYTES + frame.payload().length;
  }

  /** Puts the frame behind the position of {@code target} and moves that to the frame's end. */
  static int encode(Frame frame, int previousCrc, ByteBuffer target) {
    target.order(ByteOrder.BIG_ENDIAN);
    int start = target.position();
    target.putLong(MAGIC).putInt(frame.payload().length);
    target.putLong(frame.epoch()).putLong(frame.position().value());
    Instant time = frame.time();
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    target.putLong(seconds).putInt(nanos);
    target.putLong(frame.forcedThrough().value()).putInt(previousCrc);
    target.put(frame.payload());
    int crc = crc(target, start, target.position());
    target.putInt(crc);
    return crc;
  }

  /**
   * The payload's length if a frame may start at {@code at}, which has a header's bytes behind it;
   * else -1.
   */
  static int payloadLength(ByteBuffer bytes, int at) {
    if (bytes.getLong(at) != MAGIC) {
      return -1;
    }
    int length = bytes.getInt(at + LENGTH_AT);
    return length <= Frame.MAX_PAYLOAD_BYTES ? length : -1;
  }

  /** The format of a frame that may start at {@code at}, if it is a newer one; else 0. */
  static int newerFormat(ByteBuffer bytes, int at) {
    long magic = bytes.getLong(at);
    int format = (int) (magic & 0xFF);
    return (magic ^ MAGIC) >>> Byte.SIZE == 0 && format > FORMAT ? format : 0;
  }

  /** The frame that starts at {@code at} and lies wholly in {@code bytes}, if it is one. */
  static @Nullable Found decode(ByteBuffer bytes, int at, int payloadLength) {
    int end = at + HEADER_BYTES + payloadLength;
    int crc = bytes.getInt(end);
    long epoch = bytes.getLong(at + EPOCH_AT);
    long position = bytes.getLong(at + POSITION_AT);
    long mark = bytes.getLong(at + MARK_AT);
    long seconds = bytes.getLong(at + SECONDS_AT);
    int nanos = bytes.getInt(at + NANOS_AT);
    boolean bounded = epoch >= 1 && position >= 1 && mark >= 0 && mark < position;
    boolean timed =
        nanos >= 0
            && nanos <= 999_999_999
            && seconds >= Instant.MIN.getEpochSecond()
            && seconds <= Instant.MAX.getEpochSecond();
    if (!bounded || !timed || crc(bytes, at, end) != crc) {
      return null;
    }
    byte[] payload = new byte[payloadLength];
    bytes.get(at + HEADER_BYTES, payload);
    Frame frame =
        new Frame(
            epoch,
            new Position(position),
            Instant.ofEpochSecond(seconds, nanos),
            new Position(mark),
            payload);
    return new Found(frame, bytes.getInt(at + PREVIOUS_AT), crc, OVERHEAD_BYTES + payloadLength);
  }

  private static int crc(ByteBuffer bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, to - from));
    return (int) crc.getValue();
  }
}
