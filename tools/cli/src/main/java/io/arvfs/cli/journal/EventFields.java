package io.arvfs.cli.journal;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Events as fields with plain values: numbers, texts, lists and further fields. Names stay as they
 * are; other texts are redacted.
 */
public final class EventFields {

  private final Redaction redaction;

  public EventFields(Redaction redaction) {
    this.redaction = redaction;
  }

  /** The kind of an event: its name. */
  public static String kind(Event event) {
    return event.getClass().getSimpleName();
  }

  /** The components of a record by their names; what is empty is left out. */
  public Map<String, Object> of(Record source) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : Components.of(source)) {
      Object value = Components.value(source, component);
      if (value instanceof Optional<?> optional) {
        optional.ifPresent(v -> fields.put(component.getName(), plain(v)));
      } else {
        fields.put(component.getName(), plain(value));
      }
    }
    return fields;
  }

  private Object plain(Object value) {
    return switch (value) {
      case Ino ino -> ino.value();
      case Position position -> position.value();
      case Name name -> text(name);
      case BlockId block -> block.toString();
      case List<?> list -> list.stream().map(this::plain).toList();
      case Attributes(var mode, var uid, var gid) ->
          new TreeMap<>(Map.of("mode", "%04o".formatted(mode), "uid", uid, "gid", gid));
      case SegmentRange(var segment, var offset, var length, var crc) -> {
        Map<String, Object> range = new LinkedHashMap<>();
        range.put("segment", segment);
        range.put("offset", offset);
        range.put("length", length);
        range.put("crc", "%08x".formatted(crc));
        yield range;
      }
      case Record record -> of(record);
      case Number number -> number;
      default -> redaction.of(value.toString());
    };
  }

  /** A name as text; bytes that are no UTF-8 as {@code \xNN}. */
  public static String text(Name name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name.bytes())).toString();
    } catch (CharacterCodingException _) {
      StringBuilder escaped = new StringBuilder();
      for (byte b : name.bytes()) {
        escaped.append(
            b > 0x1f && b != '\\' ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff));
      }
      return escaped.toString();
    }
  }
}
