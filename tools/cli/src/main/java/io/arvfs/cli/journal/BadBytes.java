package io.arvfs.cli.journal;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.log.Survey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the writes of a damaged volume whose bytes are not there, and the segments that are needed
 * without them. As older bytes may show again under a write that is left out, it looks again until
 * all are there. Confined to one thread.
 */
final class BadBytes implements Closeable {

  private final VolumeFiles volume;
  private final Beginning beginning;
  private final Taken taken;
  private final Progress progress;

  /** The first of them, for the user. */
  private final Map<SegmentRange, RangeCheck.Bad> told = new LinkedHashMap<>();

  private final KeySet hurt;
  private boolean foundMore;
  private long more;
  private Set<Integer> segments = Set.of();

  BadBytes(VolumeFiles volume, Beginning beginning, Taken taken, Progress progress)
      throws IOException {
    this.hurt = new KeySet(volume);
    this.volume = volume;
    this.beginning = beginning;
    this.taken = taken;
    this.progress = progress;
  }

  /** Looks, beginning with what {@code folded} names; {@link Taken} leaves out what is found. */
  void find(Past folded, SegmentReader files) throws IOException {
    RangeCheck check = new RangeCheck(files, true, progress, this::note);
    check.check(folded.rows());
    // What a checkpoint names stays named, whatever its bytes are.
    while (foundMore) {
      foundMore = false;
      try (Past again = new Past(volume, beginning)) {
        foldWithout(again);
        check = new RangeCheck(files, true, progress, this::note);
        check.check(again.rows());
      }
    }
    segments = new TreeSet<>(check.used());
  }

  private void note(SegmentRange range, RangeCheck.Bad bad) {
    if (taken.leaveOut(range)) {
      foundMore = true;
      hurt.add(ByteBuffer.allocate(Long.BYTES).putLong(bad.ino().value()).array());
      if (told.size() < Findings.MAX_KEPT) {
        told.put(range, bad);
      } else {
        more++;
      }
    }
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
    Map<SegmentRange, Position> written = Verification.written(volume, told.keySet(), progress);
    BadRanges ranges = new BadRanges(survey, folded.tree(), files);
    told.forEach((name, bad) -> ranges.add(bad, written.get(name)));
    ranges.grouped("").forEach(lost::add);
    if (more > 0) {
      lost.add(
          Finding.about(
              Finding.Severity.LOST,
              volume.layout().segments(),
              more + " more ranges are not as they must be",
              ""));
    }
  }

  /** Saves what is left of the files that lost bytes. */
  void save(HurtFiles files) throws IOException {
    hurt.forEach(key -> files.save(new Ino(ByteBuffer.wrap(key).getLong())));
  }

  /** The segments that hold what is left. */
  Set<Integer> segments() {
    return segments;
  }

  @Override
  public void close() throws IOException {
    hurt.close();
  }
}
