package io.arvfs.cli.journal;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.log.Survey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a journal holds, in numbers. Which paths change most is counted with at most {@link
 * #MAX_COUNTED} inodes at a time, so the counts are lower bounds in a journal of more. Confined to
 * one thread.
 */
public final class Summary {

  private static final int MAX_COUNTED = 10_000;
  private static final int MAX_EPOCHS = 10_000;
  private static final int SHOWN = 10;

  private final Map<String, Long> kinds = new TreeMap<>();
  private final Map<Long, Long> changes = new HashMap<>();

  /** The paths that inodes had before they had none. */
  private final Map<Long, String> lastPaths = new HashMap<>();

  private final TreeSet<Long> epochs = new TreeSet<>();
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long writtenBytes;
  private long toSend;
  private long frozenToSend;
  private long sent;

  /** Counts the next entry; {@code before} is the tree before it. */
  public void add(ReadEntry read, TreeView before) {
    Instant time = read.entry().time();
    first = time.isBefore(first) ? time : first;
    last = time.isAfter(last) ? time : last;
    if (epochs.size() < MAX_EPOCHS) {
      epochs.add(read.frame().frame().epoch());
    }
    if (read.entry().events().isEmpty()) {
      kinds.merge(ReadEntry.MARK, 1L, Long::sum);
    }
    if (EntryState.UNSENT.holds(read.entry(), EntryState.Reach.NONE)) {
      toSend++;
    }
    read.entry().events().forEach(event -> add(event, before));
  }

  private void add(Event event, TreeView before) {
    kinds.merge(EventFields.kind(event), 1L, Long::sum);
    if (event instanceof TreeEvent) {
      Ino ino = EventInodes.of(event).getFirst();
      count(ino.value());
      if (takesName(event) && changes.containsKey(ino.value())) {
        EventPaths.of(event, before).forEach(path -> lastPaths.put(ino.value(), path));
      }
    }
    if (event instanceof BytesWritten written) {
      writtenBytes += written.data().length();
    } else if (event instanceof CommitFrozen) {
      frozenToSend = toSend;
    } else if (event instanceof StepSaved) {
      sent = frozenToSend;
    }
  }

  /** Whether an inode may have no path behind it. */
  private static boolean takesName(Event event) {
    return event instanceof Unlinked
        || event instanceof DirectoryRemoved
        || event instanceof RemovalAdopted;
  }

  /** With no room for one more inode, every count loses one, and who has none goes. */
  private void count(long ino) {
    if (changes.size() < MAX_COUNTED || changes.containsKey(ino)) {
      changes.merge(ino, 1L, Long::sum);
      return;
    }
    changes.replaceAll((_, count) -> count - 1);
    changes.values().removeIf(count -> count == 0);
    lastPaths.keySet().retainAll(changes.keySet());
  }

  /** The numbers by their names, in the order in which they are shown. */
  public Map<String, Object> numbers(Survey survey, TreeView now) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("entries", survey.frames());
    all.put("first", survey.first().value());
    all.put("last", survey.last().value());
    all.put("durable", survey.durableEnd().value());
    all.put("unforced", survey.last().value() - survey.durableEnd().value());
    all.put("unsent", toSend - sent);
    all.put("from", survey.frames() == 0 ? "" : first.toString());
    all.put("to", survey.frames() == 0 ? "" : last.toString());
    all.put("epochs", epochs.size());
    all.put("lastEpoch", survey.lastEpoch());
    all.put("frameBytes", survey.bytes());
    all.put("writtenBytes", writtenBytes);
    all.put("kinds", kinds);
    all.put("mostChanged", mostChanged(now));
    return all;
  }

  private List<Map<String, Object>> mostChanged(TreeView now) {
    List<Map<String, Object>> most = new ArrayList<>();
    changes.entrySet().stream()
        .sorted(
            Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(SHOWN)
        .forEach(
            entry -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("changes", entry.getValue());
              one.put("inode", entry.getKey());
              one.put("path", path(new Ino(entry.getKey()), now));
              most.add(one);
            });
    return most;
  }

  private String path(Ino ino, TreeView now) {
    boolean there = now.inode(ino).isPresent();
    return (there ? now.path(ino) : java.util.Optional.<io.arvfs.fs.manifest.ManifestPath>empty())
        .map(EventPaths::text)
        .orElseGet(() -> lastPaths.getOrDefault(ino.value(), ""));
  }

  /** The numbers as lines. */
  public List<String> lines(Survey survey, TreeView now) {
    List<String> lines = new ArrayList<>();
    numbers(survey, now)
        .forEach(
            (name, value) -> {
              if (value instanceof Map<?, ?> counts) {
                counts.forEach((kind, count) -> lines.add("kind " + kind + " " + count));
              } else if (value instanceof List<?>) {
                mostChanged(now)
                    .forEach(
                        one ->
                            lines.add(
                                "changed %s inode %s %s"
                                    .formatted(
                                        one.get("changes"),
                                        one.get("inode"),
                                        EntryLines.path(String.valueOf(one.get("path"))))));
              } else {
                lines.add(name + " " + value);
              }
            });
    return lines;
  }
}
