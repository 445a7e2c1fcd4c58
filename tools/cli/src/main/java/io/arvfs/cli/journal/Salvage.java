package io.arvfs.cli.journal;

import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Saves what can be read of a volume into a new one.
 *
 * <p>The log is read to learn where it is damaged; then folded, to learn which entries fit, and
 * which bytes they name are there; a write of bytes that are not is left out. Then the log is
 * written anew, and what it names is copied. Where a checkpoint or the index knows more than what
 * the log still tells, as its end or its middle is lost, they become the new volume, without its
 * history. Where nothing tells what was before the log there can be no volume: then the bytes of
 * files that it has are saved alone. Memory does not grow with the journal but by a bit for an
 * entry. Confined to one thread.
 */
public final class Salvage {

  private static final String NOTHING = "nothing was saved";

  private final VolumeFiles volume;
  private final Skips skips;
  private final boolean dryRun;
  private final Progress progress;

  /** What is in the volume, if an entry says. */
  private @Nullable String collection;

  private final Findings lost = new Findings(Findings.MAX_KEPT);

  /**
   * @param skips positions of damaged entries to go past
   * @param dryRun nothing is written
   */
  public Salvage(VolumeFiles volume, Set<Long> skips, boolean dryRun, Progress progress) {
    this.volume = volume;
    this.skips = new Skips(skips);
    this.dryRun = dryRun;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param lost what was lost, the first of it
   * @param more how many findings there are beyond these
   * @param status the exit status
   * @param saved what was saved, a line each
   */
  public record Result(List<Finding> lost, long more, int status, List<String> saved) {

    /** Whether there is something new now, or would be. */
    public boolean isAnything() {
      return !saved.equals(List.of(NOTHING));
    }
  }

  /** An entry that somebody said to go past is not damaged. */
  public static final class NotDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotDamagedException(String message) {
      super(message);
    }
  }

  /**
   * Saves into {@code target}, a directory that is new or empty.
   *
   * @throws IOException if that cannot be done: nothing is left in {@code target}
   * @throws NotDamagedException if it was told to go past an entry that is not damaged
   */
  public Result into(Path target) throws IOException {
    LostEnd end = LostEnd.of(volume);
    try (FrameSurvey log = volume.frames()) {
      return into(target, log, end);
    }
  }

  private Result into(Path target, FrameSurvey log, LostEnd end) throws IOException {
    List<Hole> holes = new ArrayList<>();
    Survey survey = survey(log, holes);
    holes.forEach(hole -> lost.add(Finding.hole(hole, survey.durableEnd())));
    List<Finding> beyond = end.beyond(survey);
    beyond.forEach(finding -> lost.add(finding.bare()));
    if (survey.frames() == 0) {
      lost.add(Finding.emptyLog(volume));
    }
    try (NewDirectory directory = new NewDirectory(volume.disk(), target, dryRun)) {
      NewVolume made = new NewVolume(volume, directory, dryRun, progress);
      boolean damaged = survey.frames() == 0 || !holes.isEmpty() || !beyond.isEmpty();
      List<String> saved = save(holes, survey, damaged, made);
      directory.finish(String.valueOf(volume.layout().log().getFileName()));
      return result(saved.isEmpty() ? List.of(NOTHING) : saved);
    } catch (NewDirectory.NoRoomException | NotDamagedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s; nothing of it is left in %s".formatted(Reason.of(e), target), e);
    }
  }

  private List<String> save(List<Hole> holes, Survey survey, boolean damaged, NewVolume made)
      throws IOException {
    List<Position> missing = missing(holes);
    Position first = missing.isEmpty() ? Position.NONE : missing.getFirst();
    Position last = missing.isEmpty() ? Position.NONE : missing.getLast();
    try (Beginning beginning = new Beginning(volume, first, last)) {
      if (damaged) {
        Position told = survey.frames() == 0 ? Position.NONE : end(beginning, holes, survey);
        Optional<Remnant> remnant = Remnant.beyond(volume, told, collection);
        if (remnant.isPresent()) {
          return rows(remnant.get(), survey, made);
        }
      }
      if (survey.frames() == 0) {
        return List.of();
      }
      beginning.finding().ifPresent(finding -> lost.add(finding.bare()));
      return beginning.isKnown()
          ? entries(beginning, holes, survey, made)
          : made.filesAlone(survey);
    }
  }

  /** Up to where the log tells all, by itself or behind a checkpoint. */
  private Position end(Beginning beginning, List<Hole> holes, Survey survey) throws IOException {
    if (!beginning.isKnown()) {
      return Position.NONE;
    }
    Position from = beginning.needed().map(Checkpoint::position).orElse(Position.NONE);
    List<Hole> behind = holes.stream().filter(hole -> hole.isBehind(from)).toList();
    return Belief.of(survey, behind, skips).last();
  }

  private List<String> rows(Remnant remnant, Survey survey, NewVolume made) throws IOException {
    try (remnant;
        SegmentReader files = new SegmentReader(volume.disk(), volume.layout().segments())) {
      NeededManifests manifests = new NeededManifests();
      manifests.note(remnant.rows());
      manifests.findings(volume).forEach(lost::add);
      RangeCheck bytes = new RangeCheck(files, true, progress);
      bytes.check(remnant.rows());
      BadRanges bad = new BadRanges(survey, remnant.tree(), files);
      bytes.bad().values().forEach(each -> bad.add(each, null));
      bad.grouped("").forEach(lost::add);
      List<String> saved = new ArrayList<>(made.write(remnant, bytes));
      long behind = survey.last().value() - remnant.stands().position().value();
      if (behind > 0) {
        saved.add("not taken: up to %d entries that nothing can be folded upon".formatted(behind));
      }
      if (!skips.positions().isEmpty()) {
        saved.add("--skip was not needed: %s tells more than the log".formatted(remnant.source()));
      }
      return saved;
    }
  }

  private Result result(List<String> saved) {
    return new Result(lost.kept(), lost.more(), lost.status(), List.copyOf(saved));
  }

  private List<String> entries(Beginning beginning, List<Hole> holes, Survey survey, NewVolume made)
      throws IOException {
    try (Past folded = new Past(volume, beginning);
        SegmentReader files = new SegmentReader(volume.disk(), volume.layout().segments())) {
      List<Hole> damage = List.copyOf(holes);
      // What a checkpoint tells of need not be in the log.
      holes.removeIf(hole -> !hole.isTail() && !hole.next().isAfter(folded.first().position()));
      Belief belief = Belief.of(survey, holes, skips);
      try (Taken taken = new Taken(volume, survey.first(), belief);
          BadBytes bad = new BadBytes(volume, beginning, taken, progress)) {
        NeededManifests manifests = new NeededManifests();
        skips.requireDamaged(damage, fold(folded, taken, survey, manifests));
        manifests.note(folded.rows());
        manifests.findings(volume).forEach(lost::add);
        bad.find(folded, files);
        bad.report(folded, survey, files, lost);
        List<String> saved = new ArrayList<>(made.write(beginning, folded, taken, bad, survey));
        long behind = survey.last().value() - taken.belief().last().value();
        if (behind > 0) {
          saved.add(
              "not taken: up to %d entries behind the damage; --skip %s takes those that fit"
                  .formatted(behind, taken.belief().last().next()));
        }
        return saved;
      }
    }
  }

  /** Where the holes begin that nobody asked to go past, and behind which something stands. */
  private List<Position> missing(List<Hole> holes) {
    return holes.stream()
        .filter(hole -> !hole.isTail() && !skips.isIn(hole))
        .map(Hole::from)
        .sorted()
        .toList();
  }

  private Survey survey(FrameSurvey log, List<Hole> holes) throws IOException {
    progress.begin("entries read");
    Survey survey =
        volume.read(
            log,
            new EntrySight() {
              @Override
              public void entry(ReadEntry read) {
                progress.step();
                for (Event event : read.entry().events()) {
                  if (event instanceof ManifestAdopted adopted && adopted.root().equals(Ino.ROOT)) {
                    collection = adopted.uuid();
                  }
                }
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
   *
   * @return what does not fit, for no other damage or although it is to be gone past
   */
  private Set<Long> fold(Past past, Taken taken, Survey survey, NeededManifests manifests)
      throws IOException {
    progress.begin("entries folded");
    Set<Long> unfit = new TreeSet<>();
    var _ =
        volume.read(
            read -> {
              Position at = read.entry().position();
              if (!taken.belief().takes(at)) {
                return;
              }
              progress.step();
              if (at.isAfter(past.first().position())) {
                manifests.note(read.entry());
              }
              Optional<UnfoldableEntryException> why = past.fold(read);
              if (why.isEmpty()) {
                return;
              }
              String reason = Reason.of(why.get());
              boolean goesPast = taken.belief().isBehindSkip(at) || taken.leavesAnyOut();
              boolean isSkipped = skips.positions().contains(at.value());
              if (isSkipped || !goesPast) {
                unfit.add(at.value());
              }
              if (goesPast || isSkipped) {
                taken.leaveOut(at);
                lost.add(Finding.unfit(at, survey.durableEnd(), Optional.empty(), reason).bare());
              } else {
                taken.endAt(new Position(at.value() - 1));
                Optional<FramePlace> place = Optional.of(read.frame().place());
                lost.add(Finding.unfit(at, survey.durableEnd(), place, reason));
              }
            });
    progress.clear();
    return unfit;
  }
}
