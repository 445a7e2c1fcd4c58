package io.arvfs.cli.journal;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything about one entry.
 *
 * @param fields by name; empty if there is no such entry
 * @param lines the same to be read
 * @param finding why it cannot be read, if that is so
 * @param first the first entry of the journal
 * @param last its last
 */
public record EntryPortrait(
    Map<String, Object> fields,
    List<String> lines,
    Optional<Finding> finding,
    Position first,
    Position last) {

  /** The entry at {@code position} of {@code volume}. */
  public static EntryPortrait of(
      VolumeFiles volume, long position, EntryLines lines, Progress progress) throws IOException {
    Reading reading = new Reading(volume, position, lines, progress);
    progress.begin("entries read");
    try (reading.past) {
      Survey survey = reading.past.read(reading);
      Optional<Finding> finding =
          reading
              .hole
              .map(hole -> Finding.hole(hole, survey.durableEnd()))
              .or(() -> reading.unreadable);
      return new EntryPortrait(
          reading.fields, reading.lines(), finding, survey.first(), survey.last());
    } finally {
      progress.clear();
    }
  }

  private static final class Reading implements EntrySight {

    private final Past past;
    private final long position;
    private final EntryLines words;
    private final Progress progress;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private final Map<Long, List<String>> paths = new TreeMap<>();
    private Optional<Hole> hole = Optional.empty();
    private Optional<Finding> unreadable = Optional.empty();

    Reading(VolumeFiles volume, long position, EntryLines words, Progress progress)
        throws IOException {
      this.past = new Past(volume);
      this.position = position;
      this.words = words;
      this.progress = progress;
    }

    @Override
    public void entry(ReadEntry read) throws IOException {
      progress.step();
      long at = read.entry().position().value();
      if (at < position) {
        past.take(read);
      } else if (at == position) {
        note(read, past.tree());
        past.take(read);
        note(read, past.tree());
        describe(read);
      }
    }

    /** Whether the entry is from before the first tree that is known. */
    private boolean isBeforeAll(Position at) {
      return past.first().position().isAfter(at);
    }

    private void note(ReadEntry read, TreeView tree) {
      for (Event event : read.entry().events()) {
        for (Ino ino : EventInodes.of(event)) {
          String path =
              isBeforeAll(read.entry().position())
                  ? "(cannot be told)"
                  : tree.inode(ino).isEmpty()
                      ? "(none)"
                      : tree.path(ino).map(p -> "/" + EventPaths.text(p)).orElse("(no name)");
          paths.computeIfAbsent(ino.value(), _ -> new ArrayList<>()).add(path);
        }
      }
    }

    private void describe(ReadEntry read) {
      fields.putAll(words.object(read));
      SurveyedFrame surveyed = read.frame();
      Frame frame = surveyed.frame();
      fields.put("file", surveyed.place().file().toString());
      fields.put("offset", surveyed.place().offset());
      fields.put("bytes", surveyed.bytes());
      fields.put("payloadBytes", frame.payload().length);
      fields.put("epoch", frame.epoch());
      fields.put("mark", frame.forcedThrough().value());
      fields.put("crc", "%08x".formatted(surveyed.crc()));
      fields.put("previousCrc", "%08x".formatted(surveyed.previousCrc()));
      Map<String, Object> inodes = new LinkedHashMap<>();
      paths.forEach(
          (ino, seen) -> {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put("before", seen.getFirst());
            both.put("after", seen.getLast());
            inodes.put(String.valueOf(ino), both);
          });
      fields.put("inodes", inodes);
      if (past.unfoldedCount() > 0) {
        fields.put("unfolded", past.unfoldedCount());
      }
      read.entry().events().forEach(event -> events.add(words.line(event)));
    }

    @Override
    public void unreadable(SurveyedFrame frame, UnreadableEntryException why) {
      if (frame.frame().position().value() == position) {
        unreadable = Optional.of(Finding.unreadable(frame, why));
      }
    }

    @Override
    public void hole(Hole found) throws IOException {
      var _ = past.getPast(found);
      long from = found.from().value();
      boolean within =
          from > 0
              && position >= from
              && (found.isTail() ? position == from : position < found.next().value());
      if (within) {
        hole = Optional.of(found);
      }
    }

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      fields.forEach(
          (name, value) -> {
            switch (name) {
              case "events" -> events.forEach(event -> lines.add("event " + event));
              case "inodes" ->
                  paths.forEach(
                      (ino, seen) -> {
                        String before = EntryLines.path(seen.getFirst());
                        String after = EntryLines.path(seen.getLast());
                        lines.add(
                            "inode %d %s%s"
                                .formatted(
                                    ino, before, before.equals(after) ? "" : " -> " + after));
                      });
              case "unfolded" ->
                  lines.add("note: " + value + " earlier entries cannot be folded; paths may miss");
              default -> lines.add(name + " " + value);
            }
          });
      return lines;
    }
  }
}
