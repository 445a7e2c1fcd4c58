package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.Replay;
import io.arvfs.fs.UnfoldableEntryException;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.codec.UnreadableEntryException;
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
import org.jspecify.annotations.Nullable;

/**
 * Folds a journal into an empty index, from the first entry that is kept up to some moment or to
 * its end; where entries are missing or do not fit, it ends there. Confined to one thread.
 */
public final class Refold implements EntrySight {

  private final VolumeFiles volume;
  private final Index index;
  private final Beginning beginning;
  private final LostEnd end;
  private Replay replay;
  private final Until until;
  private final Progress progress;
  private final List<Hole> holes = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable IndexOnDisk compared;
  private boolean equal;
  private boolean ended;

  /** The last entry to be folded, by its position and by its time. */
  public record Until(long position, Instant time) {

    /** The end of the journal. */
    public static final Until END = new Until(Long.MAX_VALUE, Instant.MAX);
  }

  /**
   * What came of it.
   *
   * @param applied where the index stands
   * @param equal whether the index that it was compared with has the same rows at its own position;
   *     empty if its position was not reached
   */
  public record Outcome(
      Survey survey, Applied applied, Optional<Boolean> equal, List<Finding> findings) {

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
    try (beginning) {
      compare();
      survey = beginning.read(this);
    } finally {
      progress.clear();
    }
    replay.flush();
    holes.forEach(hole -> findings.add(Finding.hole(hole, survey.durableEnd())));
    if (survey.frames() == 0) {
      findings.add(Finding.emptyLog(volume));
    } else if (!ended) {
      Applied standing = other == null ? Applied.NOTHING : other.applied();
      findings.addAll(end.with(standing).beyond(survey));
    }
    boolean reached =
        other != null && !other.applied().position().isAfter(replay.applied().position());
    return new Outcome(
        survey,
        replay.applied(),
        reached ? Optional.of(equal) : Optional.empty(),
        List.copyOf(findings));
  }

  @Override
  public void entry(ReadEntry read) throws IOException {
    progress.step();
    Position position = read.entry().position();
    ended =
        ended || position.value() > until.position() || read.entry().time().isAfter(until.time());
    if (ended || !position.isAfter(replay.applied().position())) {
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
    if (ended) {
      return;
    } else if (why.isNewer() || !getsPast(new Hole(at, at.next(), frame.place()))) {
      ended = true;
      findings.add(Finding.unreadable(frame, why));
    }
  }

  @Override
  public void hole(Hole hole) throws IOException {
    if (!ended && !getsPast(hole)) {
      ended = true;
      holes.add(hole);
    }
  }

  /** Goes on with a checkpoint behind what is missing, unless that is later than what is asked. */
  private boolean getsPast(Hole hole) throws IOException {
    if (hole.isBehind(replay.applied().position())) {
      replay.flush();
      Optional<Checkpoint> behind =
          until.equals(Until.END) ? beginning.behind(hole) : Optional.empty();
      if (behind.isEmpty() || !beginning.replace(index, behind.get())) {
        return false;
      }
      replay = new Replay(volume.folding(), index, volume.tasks());
      compare();
    }
    findings.add(Finding.pastHole(hole, replay.applied().position()));
    return true;
  }
}
