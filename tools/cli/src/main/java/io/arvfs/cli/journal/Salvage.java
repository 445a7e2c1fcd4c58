package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.fs.tree.Inode;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Saves what can be read of a volume into a new one.
 *
 * <p>The log is read to learn where it is damaged; then folded, to learn which entries fit, and
 * which bytes they name are there; a write of bytes that are not is left out, and as older bytes
 * may show again under it, that is repeated until all are there. Then the log is written anew, and
 * what it names is copied. Confined to one thread.
 */
public final class Salvage {

  private static final String NOTHING = "nothing was saved";
  private static final String LOST_AND_FOUND = "lost+found";

  private final VolumeFiles volume;
  private final Set<Long> skips;
  private final boolean dryRun;
  private final Progress progress;
  private Beginning beginning;

  private final List<Finding> lost = new ArrayList<>();
  private final List<String> saved = new ArrayList<>();
  private final Map<Long, String> dropped = new TreeMap<>();
  private final Map<SegmentRange, RangeCheck.Bad> bad = new LinkedHashMap<>();
  private final LostFiles lostFiles = new LostFiles();

  /**
   * @param skips positions of damaged entries to go past
   * @param dryRun nothing is written
   */
  public Salvage(VolumeFiles volume, Set<Long> skips, boolean dryRun, Progress progress) {
    this.volume = volume;
    this.skips = Set.copyOf(skips);
    this.dryRun = dryRun;
    this.progress = progress;
    this.beginning = new Beginning(volume);
  }

  /** What was lost, and what was saved, a line each. */
  public record Result(List<Finding> lost, List<String> saved) {

    /** Whether there is a new volume now, or would be. */
    public boolean isAnything() {
      return !saved.equals(List.of(NOTHING));
    }

    /** The exit status. */
    public int status() {
      return lost.stream().mapToInt(f -> f.severity().status()).max().orElse(0);
    }
  }

  /** Saves into {@code target}, a directory that is new or empty. */
  public Result into(Path target) throws IOException {
    List<Hole> holes = new ArrayList<>();
    Survey survey = holesOf(holes);
    holes.forEach(hole -> lost.add(Finding.hole(hole, survey.durableEnd())));
    if (survey.frames() == 0) {
      lost.add(
          Finding.about(
              Severity.LOST, volume.layout().log(), "the log has no entry", "use a copy"));
      return new Result(lost, List.of(NOTHING));
    }
    beginning = new Beginning(volume, firstMissing(holes));
    Set<Integer> segments;
    try (Past first = new Past(volume, beginning)) {
      if (!first.hasBeginning()) {
        lost.add(Finding.noBeginning(volume));
        return new Result(lost, List.of(NOTHING));
      }
      // What a checkpoint tells of need not be in the log.
      holes.removeIf(hole -> !hole.isTail() && !hole.next().isAfter(first.first().position()));
      Belief belief = Belief.of(survey, holes, skips);
      Belief foldable = fold(first, belief, survey);
      segments = findBadBytes(first, foldable, survey);
      rememberDropped(foldable);
      reportBehind(foldable, survey);
      write(target, first, foldable, segments);
    }
    return new Result(lost, saved);
  }

  /** The first hole that nobody asked to go past, and behind which something stands. */
  private Position firstMissing(List<Hole> holes) {
    return holes.stream()
        .filter(hole -> !hole.isTail() && !skips.contains(hole.from().value()))
        .map(Hole::from)
        .min(Comparator.naturalOrder())
        .orElse(Position.NONE);
  }

  private Survey holesOf(List<Hole> holes) throws IOException {
    progress.begin("entries read");
    Survey survey =
        volume.read(
            new EntrySight() {
              @Override
              public void entry(ReadEntry read) {
                progress.step();
              }

              @Override
              public void unreadable(SurveyedFrame frame, UnreadableEntryException why)
                  throws IOException {
                Position at = frame.frame().position();
                if (why.isNewer()) {
                  throw why.in(volume.path(), at); // To leave out what is whole would lose it.
                }
                holes.add(new Hole(at, at.next(), frame.place()));
              }

              @Override
              public void hole(Hole hole) {
                holes.add(hole);
              }
            });
    progress.clear();
    return survey;
  }

  /**
   * Folds what is believed. What does not fit is left out behind damage that was gone past; where
   * nothing explains it, it is damage itself.
   */
  private Belief fold(Past past, Belief belief, Survey survey) throws IOException {
    Position[] last = {belief.last()};
    progress.begin("entries folded");
    var _ =
        volume.read(
            read -> {
              Position at = read.entry().position();
              if (!belief.takes(at) || at.isAfter(last[0])) {
                return;
              }
              progress.step();
              long before = past.unfoldedCount();
              past.take(read);
              if (past.unfoldedCount() == before) {
                return;
              }
              UnfoldableEntryException why = past.unfolded().getLast();
              boolean goesPast = belief.isBehindSkip(at) || !dropped.isEmpty();
              if (goesPast || skips.contains(at.value())) {
                dropped.put(at.value(), Findings.oneLine(why));
              } else {
                last[0] = new Position(at.value() - 1);
                lost.add(unfit(at, survey, Findings.oneLine(why), read.frame()));
              }
            });
    progress.clear();
    return new Belief(last[0], belief.skipped());
  }

  private static Finding unfit(
      Position at, Survey survey, String why, @Nullable SurveyedFrame frame) {
    return new Finding(
        at.isAfter(survey.durableEnd()) ? Severity.RECOVERABLE : Severity.LOST,
        at,
        Optional.ofNullable(frame).map(SurveyedFrame::place),
        why,
        "to go past it, add --skip " + at);
  }

  /** Finds all writes whose bytes are not there; the segments that are needed without them. */
  private Set<Integer> findBadBytes(Past first, Belief belief, Survey survey) throws IOException {
    try (SegmentReader files = new SegmentReader(volume.disk(), volume.layout().segments())) {
      RangeCheck check = new RangeCheck(files, true, progress);
      check.check(first.rows());
      // What a checkpoint names stays named, whatever its bytes are.
      while (!bad.keySet().containsAll(check.bad().keySet())) {
        check.bad().forEach(bad::putIfAbsent);
        try (Past again = new Past(volume, beginning)) {
          foldWithout(again, belief);
          check = new RangeCheck(files, true, progress);
          check.check(again.rows());
        }
      }
      reportBad(first, belief, survey, files);
      return new TreeSet<>(check.used());
    }
  }

  private void foldWithout(Past past, Belief belief) throws IOException {
    var _ =
        volume.read(
            read -> {
              if (belief.takes(read.entry().position())
                  && !dropped.containsKey(read.entry().position().value())) {
                past.take(new ReadEntry(without(read.entry()), read.frame()));
              }
            });
  }

  private Entry without(Entry entry) {
    List<Event> kept =
        entry.events().stream()
            .filter(e -> !(e instanceof BytesWritten w && bad.containsKey(w.data())))
            .toList();
    return kept.size() == entry.events().size()
        ? entry
        : new Entry(entry.position(), entry.time(), kept);
  }

  private void reportBad(Past first, Belief belief, Survey survey, SegmentReader files)
      throws IOException {
    if (bad.isEmpty()) {
      return;
    }
    Map<SegmentRange, Position> written = new HashMap<>();
    var _ =
        volume.read(
            read -> {
              for (Event event : read.entry().events()) {
                if (event instanceof BytesWritten w
                    && bad.containsKey(w.data())
                    && belief.takes(read.entry().position())) {
                  written.put(w.data(), read.entry().position());
                }
              }
            });
    bad.forEach(
        (name, b) ->
            lost.add(Verification.finding(b, written.get(name), first.tree(), survey, files, "")));
  }

  private void rememberDropped(Belief belief) throws IOException {
    if (dropped.isEmpty()) {
      return;
    }
    var _ =
        volume.read(
            read -> {
              if (belief.takes(read.entry().position())
                  && dropped.containsKey(read.entry().position().value())) {
                lostFiles.take(read.entry());
              }
            });
  }

  private void reportBehind(Belief belief, Survey survey) {
    dropped.forEach(
        (position, why) -> lost.add(unfit(new Position(position), survey, why, null).bare()));
    long behind = survey.last().value() - belief.last().value();
    if (behind > 0) {
      saved.add(
          "not taken: up to %d entries behind the damage; --skip %s takes those that fit"
              .formatted(behind, belief.last().next()));
    }
  }

  private void write(Path target, Past first, Belief belief, Set<Integer> segments)
      throws IOException {
    Disk disk = volume.disk();
    VolumeLayout to = VolumeLayout.of(target);
    saved.addFirst("entries saved: " + writeLog(to.log(), belief, first.first().position()));
    FileCopier copier = new FileCopier(disk, dryRun, progress);
    List<Path> made = new ArrayList<>(List.of(to.log(), to.segments(), to.manifests()));
    made.add(to.attempts());
    Optional<Checkpoint> before = beginning.needed();
    if (before.isPresent()) {
      Path file = before.get().file();
      copier.copy(file, to.checkpoints().resolve(file.getFileName().toString()));
      made.add(to.checkpoints());
      saved.add("what was before: the checkpoint at " + before.get().position());
    }
    long bytes = 0;
    try (SegmentReader files = new SegmentReader(disk, volume.layout().segments())) {
      for (int number : segments) {
        Path file = files.file(number);
        bytes += copier.copy(file, to.segments().resolve(file.getFileName().toString()));
      }
    }
    saved.add("segments saved: %d, %d bytes".formatted(segments.size(), bytes));
    saved.add("manifests saved: " + copyManifests(copier, to.manifests()));
    copier.copyAll(volume.layout().attempts(), to.attempts());
    saveLostFiles(target.resolve(LOST_AND_FOUND), first);
    if (!dryRun) {
      disk.makeDirectories(to.segments());
      copier.finish(target, made);
    }
  }

  private long writeLog(Path directory, Belief belief, Position from) throws IOException {
    progress.begin("entries written");
    try (LogCopy copy = new LogCopy(dryRun ? null : directory, belief, from)) {
      var _ = volume.frames().run(copy);
      copy.force();
      return copy.count;
    } finally {
      progress.clear();
    }
  }

  /** Writes each frame that is taken. */
  private final class LogCopy implements io.arvfs.journal.log.SurveyVisitor, Closeable {

    private final @Nullable Path directory;
    private final Belief belief;
    private final Position from;
    private @Nullable SalvagedLog log;
    private long count;

    /**
     * @param directory null to write nothing
     * @param from the first frame to write, which a checkpoint knows by its CRC; or NONE
     */
    LogCopy(@Nullable Path directory, Belief belief, Position from) {
      this.directory = directory;
      this.belief = belief;
      this.from = from;
    }

    @Override
    public void frame(SurveyedFrame surveyed) throws IOException {
      Frame frame = surveyed.frame();
      if (!belief.takes(frame.position()) || from.isAfter(frame.position())) {
        return;
      }
      boolean out = dropped.containsKey(frame.position().value());
      count += out ? 0 : 1;
      progress.step();
      if (directory == null) {
        return;
      }
      SalvagedLog target = log == null ? begin(directory, surveyed) : log;
      if (frame.position().equals(from)) {
        target.append(frame);
      } else if (out) {
        target.leaveOut(frame);
      } else {
        target.append(bad.isEmpty() ? frame : withoutBad(frame));
      }
    }

    private SalvagedLog begin(Path target, SurveyedFrame first) throws IOException {
      LogEnd before =
          from.equals(Position.NONE)
              ? LogEnd.EMPTY
              : new LogEnd(new Position(from.value() - 1), first.previousCrc());
      SalvagedLog begun = new SalvagedLog(volume.disk(), target, before);
      log = begun;
      return begun;
    }

    void force() throws IOException {
      if (log != null) {
        log.force();
      }
    }

    @Override
    public void close() throws IOException {
      if (log != null) {
        log.close();
      }
    }

    @Override
    public void hole(Hole hole) {
      // The log that is written fills it.
    }
  }

  private Frame withoutBad(Frame frame) throws IOException {
    Entry entry = new Entry(frame.position(), frame.time(), EventCodec.decode(frame.payload()));
    Entry kept = without(entry);
    return kept.equals(entry)
        ? frame
        : new Frame(
            frame.epoch(),
            frame.position(),
            frame.time(),
            frame.forcedThrough(),
            EventCodec.encode(kept.events()));
  }

  private int copyManifests(FileCopier copier, Path to) throws IOException {
    int copied = 0;
    Path from = volume.layout().manifests();
    for (Path file : volume.disk().list(from)) {
      String hash = String.valueOf(file.getFileName());
      if (ManifestCheck.wrong(volume.disk(), from, hash).isEmpty()) {
        copier.copy(file, to.resolve(hash));
        copied++;
      }
    }
    return copied;
  }

  /** Of a file that lost bytes, what is left of it as it was last. */
  private void saveLostFiles(Path directory, Past first) throws IOException {
    Set<Ino> hurt = new TreeSet<>();
    bad.values().forEach(b -> hurt.add(b.ino()));
    if (hurt.isEmpty() && lostFiles.isEmpty()) {
      return;
    }
    if (!dryRun) {
      volume.disk().makeDirectories(directory);
    }
    try (RangeBytes ranges = new RangeBytes(volume, null)) {
      TreeCopy copy =
          new TreeCopy(
              volume.disk(),
              first.tree(),
              ranges,
              null,
              new TreeCopy.Options(TreeCopy.Incomplete.HAS_HOLES, dryRun, progress));
      for (Ino ino : hurt) {
        Optional<Inode> inode = first.tree().inode(ino);
        if (inode.isPresent()) {
          String name =
              inode
                  .flatMap(Inode::place)
                  .map(place -> "inode-" + ino.value() + "-" + TreeCopy.fileName(place.name()))
                  .orElse("inode-" + ino.value());
          copy.copyFile(inode.get(), directory.resolve(name), name);
          saved.add("what is left of a file: " + LOST_AND_FOUND + "/" + EntryLines.path(name));
        }
      }
      saved.addAll(lostFiles.write(volume.disk(), directory, ranges, dryRun));
    }
  }
}
