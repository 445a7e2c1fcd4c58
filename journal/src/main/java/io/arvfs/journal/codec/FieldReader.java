package io.arvfs.journal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Reads what {@link FieldWriter} wrote, in the same order. Runs out of bytes with {@link
 * java.nio.BufferUnderflowException}, refuses impossible values with {@link
 * IllegalArgumentException}. Confined to one thread.
 */
final class FieldReader {

  private final ByteBuffer in;

  FieldReader(ByteBuffer in) {
    this.in = in;
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  int u8() {
    return in.get() & 0xff;
  }

  int u16() {
    return in.getShort() & 0xffff;
  }

  int i32() {
    return in.getInt();
  }

  long i64() {
    return in.getLong();
  }

  Ino ino() {
    return new Ino(i64());
  }

  Position position() {
    return new Position(i64());
  }

  Name name() {
    return new Name(raw(u8()));
  }

  String text() {
    return new String(raw(u16()), UTF_8);
  }

  Instant instant() {
    return Instant.ofEpochSecond(i64(), i32());
  }

  Attributes attributes() {
    return new Attributes(u16(), i32(), i32());
  }

  SegmentRange range() {
    return new SegmentRange(i32(), i64(), i32(), i32());
  }

  BlockId block() {
    return new BlockId(HexFormat.of().formatHex(raw(16)), i32());
  }

  ServerState state() {
    return new ServerState(i64(), text(), instant());
  }

  private byte[] raw(int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
