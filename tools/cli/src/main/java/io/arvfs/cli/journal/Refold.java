package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.Replay;
import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Folds a journal into an empty index, from the first entry that is kept up to some moment or to
 * its end. Where entries are missing it goes on at a checkpoint that has what came of them, if that
 * is not later than the moment asked for; else, and where an entry does not fit, it ends there.
 * Whether a checkpoint is later is known when its own entry is met. Confined to one thread.
 */
public final class Refold implements EntrySight {

  private final VolumeFiles volume;
  private final Index index;
  private final Beginning beginning;
  private final LostEnd end;
  private Replay replay;
  private final Until until;
  private final Progress progress;
  private final Position began;
  private final List<Hole> holes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable IndexOnDisk compared;
  private boolean equal;
  private boolean ended;
  private boolean beganTooLate;

  /** Where to go on behind {@link #gaps}. */
  private Optional<Checkpoint> behind = Optional.empty();

  private final List<Gap> gaps = new ArrayList<>();

  /**
   * Entries that are missing.
   *
   * @param unreadable what to tell if it cannot be got past, unless that they are missing
   */
  private record Gap(Hole hole, Optional<Finding> unreadable) {}

  /** The last entry to be folded, by its position and by its time. */
  public record Until(long position, Instant time) {

    /** The end of the journal. */
    public static final Until END = new Until(Long.MAX_VALUE, Instant.MAX);

    private boolean isBefore(Entry entry) {
      return entry.position().value() > position || entry.time().isAfter(time);
    }

    private boolean hasTime() {
      return !time.equals(Instant.MAX);
    }
  }

  /**
   * What came of it.
   *
   * @param applied where the index stands
   * @param equal whether the index that it was compared with has the same rows at its own position;
   *     empty if its position was not reached
   * @param notKept that the moment asked for is before all that is kept, if it is: how to go on
   *     after its name
   */
  public record Outcome(
      Survey survey,
      Applied applied,
      Optional<Boolean> equal,
      List<Finding> findings,
      Optional<String> notKept) {

    /** The exit status that the findings ask for. */
    public int status() {
      return findings.stream().mapToInt(f -> f.severity().status()).max().orElse(0);
    }
  }

  /**
   * @param index empty
   */
  public Refold(VolumeFiles volume, Index index, Until until, Progress progress)
      throws IOException {
    this.volume = volume;
    this.index = index;
    this.end = LostEnd.of(volume, Applied.NOTHING);
    this.beginning = new Beginning(volume);
    beginning.fill(index);
    beginning.finding().ifPresent(findings::add);
    this.replay = new Replay(volume.folding(), index, volume.tasks());
    this.began = replay.applied().position();
    this.until = until;
    this.progress = progress;
  }

  /**
   * Folds, once, and on the way compares with {@code other} at its position; that was opened before
   * this was made.
   */
  public Outcome run(@Nullable IndexOnDisk other) throws IOException {
    compared = other;
    progress.begin("entries folded");
    Survey survey;
    Optional<String> notKept;
    try (beginning) {
      compare();
      survey = beginning.read(this);
      if (behind.isPresent() && (ended || until.hasTime() || !join())) {
        endBeforeGap();
      }
      notKept = notKept();
    } finally {
      progress.clear();
    }
    replay.flush();
    holes.forEach(hole -> findings.add(Finding.hole(hole, survey.durableEnd())));
    if (survey.frames() == 0) {
      findings.add(Finding.emptyLog(volume));
    } else if (!ended && !isReached()) {
      Applied standing = other == null ? Applied.NOTHING : other.applied();
      findings.addAll(end.with(standing).beyond(survey));
    }
    boolean reached =
        other != null && !other.applied().position().isAfter(replay.applied().position());
    return new Outcome(
        survey,
        replay.applied(),
        reached ? Optional.of(equal) : Optional.empty(),
        List.copyOf(findings),
        notKept);
  }

  private boolean isReached() {
    return replay.applied().position().value() >= until.position();
  }

  private Optional<String> notKept() throws IOException {
    if (!beganTooLate && until.position() >= began.value()) {
      return Optional.empty();
    } else if (began.equals(Position.NONE)) {
      return Optional.of("is before the first entry that is kept");
    }
    String damaged =
        beginning.damaged().stream()
            .map(file -> "; the checkpoint " + file + " is damaged")
            .collect(Collectors.joining());
    return Optional.of(
        "is before all that can be shown, which begins after the entry " + began + damaged);
  }

  @Override
  public void entry(ReadEntry read) throws IOException {
    progress.step();
    Position position = read.entry().position();
    boolean beyond = until.isBefore(read.entry());
    boolean met = behind.isPresent() && !behind.get().position().isAfter(position);
    if (met && ((beyond && until.hasTime()) || !join())) {
      endBeforeGap();
    }
    beganTooLate = beganTooLate || (beyond && !ended && isFirst(position));
    ended = ended || beyond;
    if (ended || behind.isPresent() || !position.isAfter(replay.applied().position())) {
      return;
    }
    try {
      replay.fold(read.entry(), read.applied());
      compare();
    } catch (UnfoldableEntryException e) {
      ended = true;
      findings.add(
          new Finding(
              Severity.LOST,
              position,
              Optional.of(read.frame().place()),
              Reason.of(e),
              Finding.SALVAGE));
    }
  }

  /** Whether nothing before this entry can be shown. */
  private boolean isFirst(Position position) {
    return began.equals(Position.NONE)
        ? replay.applied().position().equals(Position.NONE)
        : !position.isAfter(began);
  }

  private void compare() throws IOException {
    if (compared != null && compared.applied().position().equals(replay.applied().position())) {
      replay.flush();
      equal =
          compared.applied().equals(replay.applied())
              && isSame(RowsDigest.of(index, Projection.families(), volume.tasks()), compared);
    }
  }

  private static boolean isSame(String digest, IndexOnDisk other) {
    try {
      return digest.equals(other.digest());
    } catch (IOException _) {
      return false; // Who asked sees the same when asking for the digest.
    }
  }

  @Override
  public void unreadable(SurveyedFrame frame, UnreadableEntryException why) throws IOException {
    Position at = frame.frame().position();
    Finding unreadable = Finding.unreadable(frame, why);
    if (why.isNewer() && !ended && !isReached()) {
      ended = true;
      findings.add(unreadable);
    } else {
      missing(new Gap(new Hole(at, at.next(), frame.place()), Optional.of(unreadable)));
    }
  }

  @Override
  public void hole(Hole hole) throws IOException {
    missing(new Gap(hole, Optional.empty()));
  }

  private void missing(Gap gap) throws IOException {
    boolean further = behind.isPresent() && gap.hole.isBehind(behind.get().position());
    if (further && (until.hasTime() || !join())) {
      endBeforeGap();
    }
    if (ended) {
      return;
    } else if (!gap.hole.isBehind(replay.applied().position())) {
      findings.add(Finding.pastHole(gap.hole, replay.applied().position()));
    } else if (isReached()) {
      ended = true; // What is asked for is before it.
    } else {
      gaps.add(gap);
      behind = behind.isPresent() ? behind : beginning.behind(gap.hole).filter(this::isAskedFor);
      if (behind.isEmpty()) {
        endBeforeGap();
      }
    }
  }

  private boolean isAskedFor(Checkpoint checkpoint) {
    return checkpoint.position().value() <= until.position();
  }

  /** Goes on at the checkpoint behind what is missing; false if that was taken away meanwhile. */
  private boolean join() throws IOException {
    replay.flush();
    if (!beginning.replace(index, behind.orElseThrow())) {
      return false;
    }
    behind = Optional.empty();
    replay = new Replay(volume.folding(), index, volume.tasks());
    gaps.forEach(gap -> findings.add(Finding.pastHole(gap.hole, replay.applied().position())));
    gaps.clear();
    compare();
    return true;
  }

  /** It cannot be got past, and is told of; what is missing behind it does not matter any more. */
  private void endBeforeGap() {
    ended = true;
    behind = Optional.empty();
    Gap first = gaps.getFirst();
    gaps.clear();
    first.unreadable.ifPresentOrElse(findings::add, () -> holes.add(first.hole));
  }
}
