package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.Survey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a volume: the log by itself (checksums, numbers, chain, events) and that it has its
 * beginning and its end; what the entries leave when they are folded (each fits to those before
 * it); the manifests that they name; the index on the disk, which must hold the same rows at its
 * own position; and that the bytes of files are there. Confined to one thread.
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

  /** How to tell of many ranges that are bad. */
  public enum Telling {
    /** Those of a segment together, and not too many findings. */
    GROUPED,
    /** Each by itself. */
    EACH
  }

  /** So often a running mount may take away what is to be looked at. */
  private static final int ATTEMPTS = 5;

  private final VolumeFiles volume;
  private final Depth depth;
  private final Telling telling;
  private final Progress progress;
  private Findings findings;
  private final Map<String, Object> numbers = new LinkedHashMap<>();

  public Verification(VolumeFiles volume, Depth depth, Progress progress) {
    this(volume, depth, Telling.GROUPED, progress);
  }

  public Verification(VolumeFiles volume, Depth depth, Telling telling, Progress progress) {
    this.volume = volume;
    this.depth = depth;
    this.telling = telling;
    this.progress = progress;
    this.findings = new Findings(mostFindings());
  }

  private int mostFindings() {
    return telling == Telling.EACH ? Integer.MAX_VALUE : Findings.MAX_KEPT;
  }

  /** What was found, and in which numbers. */
  public record Result(
      List<Finding> findings, long more, int status, Map<String, Object> numbers) {}

  /** Looks at everything. */
  public Result run() throws IOException {
    if (depth == Depth.QUICK) {
      verifyLog();
    } else {
      boolean sure = verifyFolded();
      for (int attempt = 1; !sure && attempt < ATTEMPTS; attempt++) {
        findings = new Findings(mostFindings());
        numbers.clear();
        sure = verifyFolded();
      }
    }
    return new Result(findings.kept(), findings.more(), findings.status(), numbers);
  }

  private void verifyLog() throws IOException {
    LostEnd end = LostEnd.of(volume, Applied.NOTHING);
    try (Beginning beginning = new Beginning(volume)) {
      beginning.findingAtAGlance().ifPresent(findings::add);
      LogCheck check = new LogCheck(volume, progress, findings, null, null);
      progress.begin("entries checked");
      Survey survey = beginning.read(check);
      progress.clear();
      check.finish(survey, numbers);
      end.beyond(survey).forEach(findings::add);
    }
  }

  /**
   * Looks at all that is folded, and at what it names.
   *
   * @return false if a running mount may have taken away what an entry names, before it was folded
   */
  private boolean verifyFolded() throws IOException {
    LostEnd proof = LostEnd.of(volume, Applied.NOTHING);
    try (IndexCheck index = new IndexCheck(volume);
        Past past = new Past(volume)) {
      LostEnd end = proof.with(index.applied());
      past.beginning().ifPresent(findings::add);
      LogCheck check = new LogCheck(volume, progress, findings, past, index);
      progress.begin("entries checked");
      Survey survey = past.read(check);
      progress.clear();
      check.finish(survey, numbers);
      end.beyond(survey).forEach(findings::add);
      index.finding().ifPresent(findings::add);
      numbers.put("index", index.standing());
      checkCheckpoints();
      if (!check.meetsNewer()) {
        checkManifests(check.manifests(), past);
        reportUnfolded(past);
        checkRanges(past, survey);
      }
      return past.unfoldedCount() == 0 || !volume.isHeld();
    }
  }

  private void checkCheckpoints() throws IOException {
    List<Path> files = new Checkpoints(volume.disk(), volume.layout().checkpoints()).files();
    numbers.put("checkpoints", files.size());
    for (Path file : files) {
      progress.begin("checkpoints checked");
      try (CheckpointReader reader = new CheckpointReader(volume.disk(), file)) {
        reader.verify();
      } catch (DamagedCheckpointException e) {
        findings.add(
            Finding.about(
                Severity.RECOVERABLE,
                file,
                "the checkpoint cannot be loaded (" + Reason.of(e) + ")",
                "keep it away; the next mount takes another one"));
      } catch (NoSuchFileException _) {
        // A running mount has taken it away meanwhile.
      }
    }
  }

  private void checkManifests(NeededManifests needed, Past past) throws IOException {
    needed.note(past.rows());
    numbers.put("manifests", needed.count());
    List<Finding> wrong = new ArrayList<>(needed.findings(volume));
    if (!wrong.isEmpty() && volume.isHeld()) {
      wrong.retainAll(manifestsNow().findings(volume));
    }
    wrong.forEach(findings::add);
  }

  /** A running mount lets manifests go: what was missing and is named still is missing. */
  private NeededManifests manifestsNow() throws IOException {
    NeededManifests needed = new NeededManifests();
    try (Past now = new Past(volume)) {
      var _ =
          now.read(
              read -> {
                if (read.entry().position().isAfter(now.first().position())) {
                  needed.note(read.entry());
                }
                now.take(read);
              });
      needed.note(now.rows());
    }
    return needed;
  }

  /** What does not fit is told of once: those behind it fail with it. */
  private void reportUnfolded(Past past) {
    boolean explained = findings.status() > 0;
    if (past.unfoldedCount() > 0) {
      var first = past.unfolded().getFirst();
      String more =
          past.unfoldedCount() > 1 ? " (and " + (past.unfoldedCount() - 1) + " more)" : "";
      findings.add(
          new Finding(
              explained ? Severity.RECOVERABLE : Severity.LOST,
              first.position(),
              Optional.empty(),
              Reason.of(first) + more,
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
        bad = new LinkedHashMap<>(bad);
        bad.keySet().retainAll(stillBad(segments).keySet());
      }
      if (!bad.isEmpty()) {
        report(bad, past, survey, segments);
      }
      if (!bad.isEmpty() && check.more() > 0) {
        findings.add(
            Finding.about(
                Severity.LOST,
                volume.layout().segments(),
                "up to %d more ranges are not as they must be".formatted(check.more()),
                Finding.SALVAGE));
      }
    }
  }

  /**
   * A running mount frees bytes that were sent or replaced: what was not there and is named still
   * is not there.
   */
  private Map<SegmentRange, RangeCheck.Bad> stillBad(SegmentReader segments) throws IOException {
    try (Past now = new Past(volume)) {
      progress.begin("entries checked again");
      var _ = now.read(now::take);
      progress.clear();
      RangeCheck again = new RangeCheck(segments, depth == Depth.FULL, progress);
      again.check(now.rows());
      return again.bad();
    }
  }

  private void report(
      Map<SegmentRange, RangeCheck.Bad> bad, Past past, Survey survey, SegmentReader segments)
      throws IOException {
    Map<SegmentRange, Position> written = written(volume, bad.keySet(), progress);
    BadRanges ranges = new BadRanges(survey, past.tree(), segments);
    bad.forEach((name, each) -> ranges.add(each, written.get(name)));
    (telling == Telling.EACH ? ranges.each(Finding.SALVAGE) : ranges.grouped(Finding.SALVAGE))
        .forEach(findings::add);
  }

  /** The entries that name these ranges first. */
  static Map<SegmentRange, Position> written(
      VolumeFiles volume, Set<SegmentRange> ranges, Progress progress) throws IOException {
    Map<SegmentRange, Position> written = new HashMap<>();
    progress.begin("entries searched for those bytes");
    var _ =
        volume.read(
            read -> {
              progress.step();
              for (Event event : read.entry().events()) {
                if (event instanceof BytesWritten w && ranges.contains(w.data())) {
                  written.put(w.data(), read.entry().position());
                }
              }
            });
    progress.clear();
    return written;
  }
}
