package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.journal.checkpoint.CheckpointReader;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.checkpoint.DamagedCheckpointException;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.Survey;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  private final VolumeFiles volume;
  private final Depth depth;
  private final Telling telling;
  private final Progress progress;
  private final Findings findings;
  private final Map<String, Object> numbers = new LinkedHashMap<>();

  public Verification(VolumeFiles volume, Depth depth, Progress progress) {
    this(volume, depth, Telling.GROUPED, progress);
  }

  public Verification(VolumeFiles volume, Depth depth, Telling telling, Progress progress) {
    this.volume = volume;
    this.depth = depth;
    this.telling = telling;
    this.progress = progress;
    this.findings = new Findings(telling == Telling.EACH ? Integer.MAX_VALUE : Findings.MAX_KEPT);
  }

  /** What was found, and in which numbers. */
  public record Result(
      List<Finding> findings, long more, int status, Map<String, Object> numbers) {}

  /** Looks at everything. */
  public Result run() throws IOException {
    if (depth == Depth.QUICK) {
      LostEnd end = LostEnd.of(volume, Applied.NOTHING);
      new Beginning(volume).findingAtAGlance().ifPresent(findings::add);
      LogCheck check = new LogCheck(volume, progress, findings, null, null);
      Survey survey = read(check);
      check.finish(survey, numbers);
      end.beyond(survey).forEach(findings::add);
    } else {
      verifyFolded();
    }
    return new Result(findings.kept(), findings.more(), findings.status(), numbers);
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
    try (IndexCheck index = new IndexCheck(volume);
        Past past = new Past(volume)) {
      LostEnd end = LostEnd.of(volume, index.applied());
      past.beginning().ifPresent(findings::add);
      LogCheck check = new LogCheck(volume, progress, findings, past, index);
      Survey survey = read(check);
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
                  findings.add(
                      Finding.about(
                          Severity.RECOVERABLE,
                          directory.resolve(hash),
                          "the manifest " + hash + " " + wrong,
                          "fetch it from the server by its portable data hash (arv-get "
                              + hash
                              + ") and put it there")));
    }
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
      if (!bad.isEmpty()) {
        report(bad, past, survey, segments);
      }
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

  private void report(
      Map<SegmentRange, RangeCheck.Bad> bad, Past past, Survey survey, SegmentReader segments)
      throws IOException {
    Map<SegmentRange, Position> written = written(volume, bad.keySet());
    BadRanges ranges = new BadRanges(survey, past.tree(), segments);
    bad.forEach((name, each) -> ranges.add(each, written.get(name)));
    (telling == Telling.EACH ? ranges.each(Finding.SALVAGE) : ranges.grouped(Finding.SALVAGE))
        .forEach(findings::add);
  }

  /** The entries that name these ranges first. */
  static Map<SegmentRange, Position> written(VolumeFiles volume, Set<SegmentRange> ranges)
      throws IOException {
    Map<SegmentRange, Position> written = new HashMap<>();
    var _ =
        volume.read(
            read -> {
              for (Event event : read.entry().events()) {
                if (event instanceof BytesWritten w && ranges.contains(w.data())) {
                  written.put(w.data(), read.entry().position());
                }
              }
            });
    return written;
  }
}
