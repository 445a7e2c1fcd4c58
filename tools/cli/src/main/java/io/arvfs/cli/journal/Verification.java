package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.mount.Projection;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks a volume: the log by itself (checksums, numbers, chain, events); what the entries leave
 * when they are folded (each fits to those before it); the manifests that they name; the index on
 * the disk, which must hold the same rows at its own position; and that the bytes of files are
 * there. An index that is missing, or tells of entries that were never forced, is no damage: the
 * next mount makes it again. Confined to one thread.
 */
public final class Verification {

  /** How deep to look. */
  public enum Depth {
    /** The log by itself. */
    QUICK,
    /** And everything else but the bytes of files. */
    NORMAL,
    /** And these. */
    FULL
  }

  private static final int MAX_FINDINGS = 1000;
  private static final String REBUILT =
      "delete the directory while no mount runs, it is made again";

  private final VolumeFiles volume;
  private final Depth depth;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Object> numbers = new java.util.LinkedHashMap<>();
  private long dropped;

  public Verification(VolumeFiles volume, Depth depth, Progress progress) {
    this.volume = volume;
    this.depth = depth;
    this.progress = progress;
  }

  /** What was found, and in which numbers; at most {@value #MAX_FINDINGS} findings are kept. */
  public record Result(List<Finding> findings, long more, Map<String, Object> numbers) {

    /** The exit status. */
    public int status() {
      return findings.stream().mapToInt(f -> f.severity().status()).max().orElse(0);
    }
  }

  /** Looks at everything. */
  public Result run() throws IOException {
    if (depth == Depth.QUICK) {
      LogReading reading = new LogReading(null, null);
      reading.finish(read(reading));
    } else {
      verifyFolded();
    }
    return new Result(List.copyOf(findings), dropped, numbers);
  }

  private void add(Finding finding) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    } else {
      dropped++;
    }
  }

  private Survey read(EntrySight sight) throws IOException {
    progress.begin("entries checked");
    try {
      return volume.read(sight);
    } finally {
      progress.clear();
    }
  }

  private void verifyFolded() throws IOException {
    try (IndexOnDisk index = indexOnDisk();
        Past past = new Past(volume)) {
      if (!past.hasBeginning()) {
        add(Finding.noBeginning(volume));
      }
      LogReading reading = new LogReading(past, index);
      Survey survey = read(reading);
      reading.finish(survey);
      checkCheckpoints();
      checkManifests(reading.manifests, past);
      reportUnfolded(past);
      checkRanges(past, survey);
    }
  }

  private @Nullable IndexOnDisk indexOnDisk() {
    Path directory = volume.layout().index();
    try {
      IndexOnDisk index = IndexOnDisk.open(volume);
      if (index.isOfOtherForm()) {
        add(Finding.ofOtherForm(directory));
      }
      return index;
    } catch (IOException | RuntimeException e) {
      add(unreadableIndex(directory, e));
      return null;
    }
  }

  private static Finding unreadableIndex(Path directory, Exception why) {
    return Finding.about(
        Severity.RECOVERABLE,
        directory,
        "the index cannot be read (" + Findings.oneLine(why) + ")",
        REBUILT);
  }

  private void checkCheckpoints() throws IOException {
    List<Path> files = new Checkpoints(volume.disk(), volume.layout().checkpoints()).files();
    numbers.put("checkpoints", files.size());
    for (Path file : files) {
      try (CheckpointReader reader = new CheckpointReader(volume.disk(), file)) {
        reader.verify();
      } catch (DamagedCheckpointException e) {
        add(
            Finding.about(
                Severity.RECOVERABLE,
                file,
                "the checkpoint cannot be loaded (" + Findings.oneLine(e) + ")",
                "keep it away; the next mount takes another one"));
      } catch (NoSuchFileException _) {
        // A running mount has taken it away meanwhile.
      }
    }
  }

  private void checkManifests(Set<String> named, Past past) throws IOException {
    Set<String> needed = new TreeSet<>(named);
    new LedgerView(past.rows()).collection(Ino.ROOT).ifPresent(c -> needed.addAll(c.texts()));
    numbers.put("manifests", needed.size());
    Path directory = volume.layout().manifests();
    for (String hash : needed) {
      ManifestCheck.wrong(volume.disk(), directory, hash)
          .ifPresent(
              wrong ->
                  add(
                      Finding.about(
                          Severity.LOST,
                          directory.resolve(hash),
                          "the manifest " + hash + " " + wrong,
                          "fetch it from the server by its portable data hash (arv-get "
                              + hash
                              + ") and put it there")));
    }
  }

  /** What does not fit is told of once: those behind it fail with it. */
  private void reportUnfolded(Past past) {
    boolean explained = findings.stream().anyMatch(f -> f.severity() != Severity.NOTE);
    if (past.unfoldedCount() > 0) {
      var first = past.unfolded().getFirst();
      String more =
          past.unfoldedCount() > 1 ? " (and " + (past.unfoldedCount() - 1) + " more)" : "";
      add(
          new Finding(
              explained ? Severity.RECOVERABLE : Severity.LOST,
              first.position(),
              Optional.empty(),
              Findings.oneLine(first) + more,
              explained ? "" : Finding.SALVAGE + " --skip " + first.position()));
    }
  }

  private void checkRanges(Past past, Survey survey) throws IOException {
    try (SegmentReader segments = new SegmentReader(volume.disk(), volume.layout().segments())) {
      RangeCheck check = new RangeCheck(segments, depth == Depth.FULL, progress);
      check.check(past.rows());
      numbers.put("ranges", check.ranges());
      numbers.put("rangeBytes", check.bytes());
      Map<SegmentRange, RangeCheck.Bad> bad = check.bad();
      if (!bad.isEmpty() && volume.isHeld()) {
        bad = stillBad(segments);
      }
      reportBad(bad, past, survey, segments);
    }
  }

  /** A running mount frees bytes that a commit has sent: what it names now must be there now. */
  private Map<SegmentRange, RangeCheck.Bad> stillBad(SegmentReader segments) throws IOException {
    try (Past now = new Past(volume)) {
      var _ = read(now::take);
      RangeCheck again = new RangeCheck(segments, depth == Depth.FULL, progress);
      again.check(now.rows());
      return again.bad();
    }
  }

  private void reportBad(
      Map<SegmentRange, RangeCheck.Bad> bad, Past past, Survey survey, SegmentReader segments)
      throws IOException {
    if (bad.isEmpty()) {
      return;
    }
    Map<SegmentRange, Position> written = new HashMap<>();
    var _ =
        read(
            entry -> {
              for (Event event : entry.entry().events()) {
                if (event instanceof BytesWritten w && bad.containsKey(w.data())) {
                  written.put(w.data(), entry.entry().position());
                }
              }
            });
    bad.forEach(
        (name, b) ->
            add(finding(b, written.get(name), past.tree(), survey, segments, Finding.SALVAGE)));
  }

  /** What is wrong with bytes that the entry {@code written} names. */
  static Finding finding(
      RangeCheck.Bad bad,
      @Nullable Position written,
      TreeView tree,
      Survey survey,
      SegmentReader segments,
      String help) {
    SegmentRange range = bad.range();
    String file = tree.path(bad.ino()).map(EventPaths::text).orElse("inode " + bad.ino().value());
    Position position = written == null ? Position.NONE : written;
    boolean promised = written == null || !written.isAfter(survey.durableEnd());
    return new Finding(
        promised ? Severity.LOST : Severity.RECOVERABLE,
        position,
        Optional.of(new FramePlace(segments.file(range.segment()), range.offset())),
        "%d bytes of %s, written by the entry %s, %s"
            .formatted(range.length(), EntryLines.path(file), position, bad.why()),
        help);
  }

  /** The log by itself, and on the way the fold and the index. */
  private final class LogReading implements EntrySight {

    private final @Nullable Past past;
    private final @Nullable IndexOnDisk index;
    private final Set<String> manifests = new TreeSet<>();
    private final List<Hole> holes = new ArrayList<>();
    private final Map<Long, Long> epochs = new TreeMap<>();
    private @Nullable Finding indexFinding;
    private boolean indexMet;

    LogReading(@Nullable Past past, @Nullable IndexOnDisk index) {
      this.past = past;
      this.index = index;
    }

    @Override
    public void entry(ReadEntry read) throws IOException {
      progress.step();
      epochs.merge(read.frame().frame().epoch(), 1L, Long::sum);
      boolean folded = past == null || read.entry().position().isAfter(past.first().position());
      for (Event event : folded ? read.entry().events() : List.<Event>of()) {
        if (event instanceof ManifestAdopted adopted) {
          manifests.add(adopted.state().portableDataHash());
        } else if (event instanceof FileAdopted adopted) {
          manifests.add(adopted.portableDataHash());
        }
      }
      if (past != null) {
        past.take(read);
        compare(read.applied(), past);
      }
    }

    @Override
    public void unreadable(SurveyedFrame frame, UnreadableEntryException why) {
      add(Finding.unreadable(frame, why));
    }

    @Override
    public void hole(Hole hole) {
      holes.add(hole);
    }

    private void compare(Applied at, Past folded) throws IOException {
      if (index == null || !index.applied().position().equals(at.position())) {
        return;
      }
      indexMet = true;
      Path directory = volume.layout().index();
      if (!index.applied().equals(at)) {
        indexFinding =
            Finding.about(
                Severity.NOTE,
                directory,
                "the index tells of another entry " + at.position() + " than the log",
                "the next mount makes it again");
      } else if (folded.unfoldedCount() == 0) {
        indexFinding = compared(folded.index(), index, directory);
      }
    }

    private @Nullable Finding compared(Index rows, IndexOnDisk index, Path directory)
        throws IOException {
      String folded = RowsDigest.of(rows, Projection.families(), volume.tasks());
      try {
        return folded.equals(index.digest())
            ? null
            : Finding.about(
                Severity.RECOVERABLE,
                directory,
                "the index differs from the journal at the entry " + index.applied().position(),
                REBUILT);
      } catch (IOException e) {
        return unreadableIndex(directory, e);
      }
    }

    void finish(Survey survey) {
      numbers.put("entries", survey.frames());
      numbers.put("first", survey.first().value());
      numbers.put("last", survey.last().value());
      numbers.put("durable", survey.durableEnd().value());
      numbers.put("epochs", epochs.size());
      numbers.put("frameBytes", survey.bytes());
      holes.forEach(hole -> add(Finding.hole(hole, survey.durableEnd())));
      if (survey.frames() == 0) {
        add(
            Finding.about(
                Severity.LOST, volume.layout().log(), "the log has no entry", "use a copy"));
      }
      if (index != null) {
        finishIndex(index.applied(), survey);
      }
    }

    private void finishIndex(Applied at, Survey survey) {
      boolean none = at.equals(Applied.NOTHING);
      numbers.put("index", none ? "none" : String.valueOf(at.position()));
      if (indexFinding != null) {
        add(indexFinding);
      } else if (!none && !indexMet && holes.isEmpty()) {
        add(
            Finding.about(
                Severity.NOTE,
                volume.layout().index(),
                "the index stands at the entry %s, the log ends at %s"
                    .formatted(at.position(), survey.last()),
                "the next mount makes it again"));
      }
    }
  }
}
