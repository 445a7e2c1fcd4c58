package io.arvfs.journal.log;

import java.nio.ByteBuffer;

/**
 * The end of a log being written, and the bytes of the frame to be appended next. Confined to the
 * appender.
 */
final class Chain {

  private final ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.MAX_FRAME_BYTES);
  private LogEnd end;
  private long epoch;

  Chain(LogEnd end) {
    this.end = end;
  }

  /**
   * The encoded frame; valid until the next call. The chain does not move.
   *
   * @throws IllegalArgumentException if the frame is not the next one
   */
  Link link(Frame frame) {
    if (!frame.position().equals(end.position().next()) || frame.epoch() < epoch) {
      throw new IllegalArgumentException(
          frame + " cannot follow " + end.position() + " of epoch " + epoch);
    }
    bytes.clear();
    int crc = FrameCodec.encode(frame, end.crc(), bytes);
    bytes.flip();
    return new Link(frame, crc, bytes);
  }

  /** Takes the frame as appended. */
  void add(Link link) {
    end = new LogEnd(link.frame().position(), link.crc());
    epoch = link.frame().epoch();
  }

  /** A frame with its place in the chain. */
  record Link(Frame frame, int crc, ByteBuffer bytes) {}
}
