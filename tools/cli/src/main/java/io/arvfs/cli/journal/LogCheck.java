package io.arvfs.cli.journal;

import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The log by itself, and on the way the fold and the index. Behind an entry of a newer version
 * nothing is folded: what it means is not known. Confined to one thread.
 */
final class LogCheck implements EntrySight {

  private final VolumeFiles volume;
  private final Progress progress;
  private final @Nullable Past past;
  private final @Nullable IndexCheck index;
  private final Findings findings;
  private final NeededManifests manifests = new NeededManifests();
  private final List<Hole> holes = new ArrayList<>();
  private final Set<Long> epochs = new TreeSet<>();
  private Position newer = Position.NONE;
  private boolean passed;

  /**
   * @param past folds what is read; null to look at the log alone
   * @param index compared on the way, if there is one and {@code past}
   */
  LogCheck(
      VolumeFiles volume,
      Progress progress,
      Findings findings,
      @Nullable Past past,
      @Nullable IndexCheck index) {
    this.volume = volume;
    this.progress = progress;
    this.findings = findings;
    this.past = past;
    this.index = index;
  }

  @Override
  public void entry(ReadEntry read) throws IOException {
    progress.step();
    epochs.add(read.frame().frame().epoch());
    Past folded = past;
    if (folded == null || meetsNewer()) {
      return;
    }
    if (read.entry().position().isAfter(folded.first().position())) {
      manifests.note(read.entry());
    }
    folded.take(read);
    if (index != null) {
      index.compare(read.applied(), folded);
    }
  }

  @Override
  public void unreadable(SurveyedFrame frame, UnreadableEntryException why) throws IOException {
    Position at = frame.frame().position();
    if (why.isNewer()) {
      newer = meetsNewer() ? newer : at;
      findings.add(Finding.unreadable(frame, why));
    } else if (!getsPast(new Hole(at, at.next(), frame.place()))) {
      findings.add(Finding.unreadable(frame, why));
    }
  }

  @Override
  public void hole(Hole hole) throws IOException {
    if (!getsPast(hole)) {
      holes.add(hole);
    }
  }

  /** Goes on with a checkpoint behind what is missing. */
  private boolean getsPast(Hole hole) throws IOException {
    Past folded = past;
    if (folded == null || meetsNewer()) {
      return false;
    }
    Optional<Position> checkpoint = folded.getPast(hole);
    checkpoint.ifPresent(at -> findings.add(Finding.pastHole(hole, at)));
    passed = true;
    return checkpoint.isPresent();
  }

  /** Whether there is an entry of a newer version. */
  boolean meetsNewer() {
    return newer.isAfter(Position.NONE);
  }

  /** The manifests that were adopted. */
  NeededManifests manifests() {
    return manifests;
  }

  /** Tells what all of it came to. */
  void finish(Survey survey, Map<String, Object> numbers) throws IOException {
    numbers.put("entries", survey.frames());
    numbers.put("first", survey.first().value());
    numbers.put("last", survey.last().value());
    numbers.put("durable", survey.durableEnd().value());
    numbers.put("epochs", epochs.size());
    numbers.put("frameBytes", survey.bytes());
    holes.forEach(hole -> findings.add(Finding.hole(hole, survey.durableEnd())));
    if (survey.frames() == 0) {
      findings.add(Finding.emptyLog(volume));
    } else if (index != null && !meetsNewer()) {
      index.finish(survey, holes.isEmpty() && !passed);
    }
  }
}
