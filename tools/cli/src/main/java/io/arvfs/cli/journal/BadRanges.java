package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ranges whose bytes are not there or wrong, as findings: one for each, or one for all of a segment
 * that fail for the same reason, so that a lost segment is one line. Confined to one thread.
 */
final class BadRanges {

  private static final int OFFSETS_SHOWN = 5;
  private static final int FILES_SHOWN = 3;

  private final Survey survey;
  private final TreeView tree;
  private final SegmentReader segments;
  private final List<Bad> all = new ArrayList<>();

  /** One range; {@code path} is the file that has it. */
  private record Bad(SegmentRange range, Position written, String path, String why, Severity how) {}

  private record Group(int segment, String why, Severity how) {}

  /**
   * @param tree to name the files
   */
  BadRanges(Survey survey, TreeView tree, SegmentReader segments) {
    this.survey = survey;
    this.tree = tree;
    this.segments = segments;
  }

  /**
   * @param written the entry that names them, if it is in the log
   */
  void add(RangeCheck.Bad bad, @Nullable Position written) {
    String path = tree.path(bad.ino()).map(EventPaths::text).orElse("inode " + bad.ino().value());
    boolean promised = written == null || !written.isAfter(survey.durableEnd());
    all.add(
        new Bad(
            bad.range(),
            written == null ? Position.NONE : written,
            EntryLines.path(path),
            bad.why(),
            promised ? Severity.LOST : Severity.RECOVERABLE));
  }

  /** One finding for each. */
  List<Finding> each(String help) {
    return all.stream().map(bad -> single(bad, help)).toList();
  }

  /** One for those that belong together. */
  List<Finding> grouped(String help) {
    Map<Group, List<Bad>> groups = new LinkedHashMap<>();
    for (Bad bad : all) {
      Group group = new Group(bad.range.segment(), bad.why, bad.how);
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(bad);
    }
    return groups.values().stream()
        .map(group -> group.size() == 1 ? single(group.getFirst(), help) : of(group, help))
        .toList();
  }

  private Finding single(Bad bad, String help) {
    String what =
        "%d bytes of %s, written by the entry %s, %s"
            .formatted(bad.range.length(), bad.path, bad.written, bad.why);
    return new Finding(bad.how, bad.written, Optional.of(place(bad)), what, help);
  }

  private Finding of(List<Bad> group, String help) {
    Bad first = group.getFirst();
    long bytes = group.stream().mapToLong(bad -> bad.range.length()).sum();
    Set<String> paths =
        group.stream().map(Bad::path).collect(Collectors.toCollection(LinkedHashSet::new));
    String offsets =
        group.stream()
            .limit(OFFSETS_SHOWN)
            .map(bad -> String.valueOf(bad.range.offset()))
            .collect(Collectors.joining(", "));
    String what =
        "%d bytes in %d ranges of %s, written by the entry %s and others, %s (at %s%s)"
            .formatted(
                bytes,
                group.size(),
                some(paths),
                first.written,
                first.why,
                offsets,
                group.size() > OFFSETS_SHOWN ? ", ..." : "");
    return new Finding(first.how, first.written, Optional.of(place(first)), what, help);
  }

  private static String some(Set<String> paths) {
    String shown = paths.stream().limit(FILES_SHOWN).collect(Collectors.joining(", "));
    int more = paths.size() - FILES_SHOWN;
    return more > 0 ? shown + " and " + more + " more files" : shown;
  }

  private FramePlace place(Bad bad) {
    Path file = segments.file(bad.range.segment());
    return new FramePlace(file, bad.range.offset());
  }
}
