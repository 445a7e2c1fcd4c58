package io.arvfs.cli.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Entries as lines and as fields. Pure. */
public final class EntryLines {

  private final EventFields fields;

  public EntryLines(Redaction redaction) {
    this.fields = new EventFields(redaction);
  }

  /** What {@code --json} prints of an entry. */
  public Map<String, Object> object(ReadEntry read) {
    List<Map<String, Object>> events = new ArrayList<>();
    for (Event event : read.entry().events()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", EventFields.kind(event));
      object.putAll(fields.of((Record) event));
      events.add(object);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("position", read.entry().position().value());
    line.put("time", read.entry().time().toString());
    line.put("kind", read.kind());
    line.put("events", events);
    return line;
  }

  /** One line for each event. */
  public List<String> lines(ReadEntry read) {
    Entry entry = read.entry();
    String start = entry.position().value() + "  " + entry.time() + "  ";
    if (entry.events().isEmpty()) {
      return List.of(start + ReadEntry.MARK);
    }
    return entry.events().stream().map(event -> start + line(event)).toList();
  }

  /** Kind and fields of one event. */
  public String line(Event event) {
    StringBuilder line = new StringBuilder(EventFields.kind(event));
    fields
        .of((Record) event)
        .forEach((name, value) -> line.append(' ').append(name).append('=').append(quoted(value)));
    return line.toString();
  }

  /** A text in quotes if it would not stand for itself in a line. */
  static String quoted(Object value) {
    String text = value.toString();
    boolean plain = !text.isEmpty() && text.chars().noneMatch(EntryLines::isSpecial);
    return plain || !(value instanceof String) ? text : "\"" + escaped(text) + "\"";
  }

  private static boolean isSpecial(int c) {
    return c <= ' ' || c == '"' || c == '\\' || movesCursor(c);
  }

  /** Controls, and what turns the direction of a line or begins another. */
  private static boolean movesCursor(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(plain(c));
      }
    }
    return out.toString();
  }

  private static String plain(char c) {
    return !movesCursor(c)
        ? String.valueOf(c)
        : (c < 0x100 ? "\\x%02x" : "\\u%04x").formatted((int) c);
  }

  /** A line for people: what moves a cursor is escaped, all else is as it is. */
  public static String plain(String line) {
    return line.chars().mapToObj(c -> plain((char) c)).collect(Collectors.joining());
  }

  /** JSON for a terminal too: what moves a cursor is escaped, as JSON does it. */
  public static String json(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(movesCursor(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return out.toString();
  }

  /** A path so that it fits into a line and moves no cursor. */
  public static String path(String path) {
    return path.chars().anyMatch(c -> c == '\\' || movesCursor(c)) ? escaped(path) : path;
  }
}
