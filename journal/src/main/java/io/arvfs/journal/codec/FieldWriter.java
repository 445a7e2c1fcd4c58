package io.arvfs.journal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Writes fields one after the other: numbers big-endian, lengths before bytes. {@link FieldReader}
 * reads them in the same order. Confined to one thread.
 */
final class FieldWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(96);

  byte[] bytes() {
    return out.toByteArray();
  }

  FieldWriter u8(int value) {
    out.write(value);
    return this;
  }

  FieldWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  FieldWriter i32(int value) {
    return u16(value >>> 16).u16(value);
  }

  FieldWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  FieldWriter ino(Ino ino) {
    return i64(ino.value());
  }

  FieldWriter position(Position position) {
    return i64(position.value());
  }

  FieldWriter name(Name name) {
    u8(name.length());
    out.writeBytes(name.bytes());
    return this;
  }

  /** Up to 65,535 bytes of UTF-8 after their number. */
  FieldWriter text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    if (utf8.length > 0xffff) {
      throw new IllegalArgumentException("text of " + utf8.length + " bytes");
    }
    u16(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  FieldWriter instant(Instant instant) {
    return i64(instant.getEpochSecond()).i32(instant.getNano());
  }

  FieldWriter attributes(Attributes attributes) {
    return u16(attributes.mode()).i32(attributes.uid()).i32(attributes.gid());
  }

  FieldWriter range(SegmentRange range) {
    return i32(range.segment()).i64(range.offset()).i32(range.length()).i32(range.crc());
  }

  FieldWriter block(BlockId block) {
    out.writeBytes(HexFormat.of().parseHex(block.md5()));
    return i32(block.size());
  }

  FieldWriter state(ServerState state) {
    return i64(state.version()).text(state.portableDataHash()).instant(state.modified());
  }
}
