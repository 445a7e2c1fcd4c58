package io.arvfs.cli.journal;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.log.Survey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the writes of a damaged volume whose bytes are not there, and the segments that are needed
 * without them. As older bytes may show again under a write that is left out, it looks again until
 * all are there. Confined to one thread.
 */
final class BadBytes {

  private final VolumeFiles volume;
  private final Beginning beginning;
  private final Taken taken;
  private final Progress progress;

  /** The first of them, for the user. */
  private final Map<SegmentRange, RangeCheck.Bad> told = new LinkedHashMap<>();

  private final Set<Ino> hurt = new TreeSet<>();
  private Set<Integer> segments = Set.of();

  BadBytes(VolumeFiles volume, Beginning beginning, Taken taken, Progress progress) {
    this.volume = volume;
    this.beginning = beginning;
    this.taken = taken;
    this.progress = progress;
  }

  /** Looks, beginning with what {@code folded} names; {@link Taken} leaves out what is found. */
  void find(Past folded, SegmentReader files) throws IOException {
    RangeCheck check = new RangeCheck(files, true, progress);
    check.check(folded.rows());
    // What a checkpoint names stays named, whatever its bytes are.
    while (note(check.bad())) {
      try (Past again = new Past(volume, beginning)) {
        foldWithout(again);
        check = new RangeCheck(files, true, progress);
        check.check(again.rows());
      }
    }
    segments = new TreeSet<>(check.used());
  }

  /** Whether there is anything new among them. */
  private boolean note(Map<SegmentRange, RangeCheck.Bad> found) throws IOException {
    boolean any = false;
    for (var each : found.entrySet()) {
      if (taken.leaveOut(each.getKey())) {
        any = true;
        if (told.size() < Findings.MAX_KEPT) {
          told.put(each.getKey(), each.getValue());
        }
        hurt.add(each.getValue().ino());
      }
    }
    return any;
  }

  private void foldWithout(Past past) throws IOException {
    progress.begin("entries folded without what is lost");
    var _ =
        volume.read(
            read -> {
              progress.step();
              if (taken.takes(read.entry().position())) {
                past.take(new ReadEntry(taken.without(read.entry()), read.frame()));
              }
            });
    progress.clear();
  }

  /** Tells {@code lost} of them. */
  void report(Past folded, Survey survey, SegmentReader files, Findings lost) throws IOException {
    if (told.isEmpty()) {
      return;
    }
    Map<SegmentRange, Position> written = Verification.written(volume, told.keySet());
    BadRanges ranges = new BadRanges(survey, folded.tree(), files);
    told.forEach((name, bad) -> ranges.add(bad, written.get(name)));
    ranges.grouped("").forEach(lost::add);
  }

  /** The files that lost bytes. */
  Set<Ino> hurt() {
    return hurt;
  }

  /** The segments that hold what is left. */
  Set<Integer> segments() {
    return segments;
  }
}
