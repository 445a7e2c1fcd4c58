package io.arvfs.cli.journal;

import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What proves that a log once went on: a log whose last files are gone looks like one that ended
 * there.
 *
 * <p>A checkpoint gets its name when an entry with a mark at or past its position is forced. An
 * index tells of entries that a loss of power may take, but each epoch begins with an entry that is
 * forced before anything else is appended. To be looked at before the log is read: a running mount
 * goes on.
 *
 * @param checkpoint the newest one
 * @param index where the index on the disk stands; nothing if there is none
 */
record LostEnd(VolumeFiles volume, Optional<Checkpoint> checkpoint, Applied index) {

  /** What {@code volume} has now. */
  static LostEnd of(VolumeFiles volume) throws IOException {
    Applied index;
    try (IndexOnDisk rows = IndexOnDisk.open(volume)) {
      index = rows.applied();
    } catch (IOException | RuntimeException _) {
      index = Applied.NOTHING; // What cannot be read proves nothing.
    }
    return of(volume, index);
  }

  static LostEnd of(VolumeFiles volume, Applied index) throws IOException {
    List<Checkpoint> all = new Checkpoints(volume.disk(), volume.layout().checkpoints()).list();
    return new LostEnd(
        volume, all.isEmpty() ? Optional.empty() : Optional.of(all.getLast()), index);
  }

  /** The same, for an index that stands there. */
  LostEnd with(Applied standing) {
    return new LostEnd(volume, checkpoint, standing);
  }

  /** What of it stands behind the end of the log. */
  List<Finding> beyond(Survey survey) {
    List<Finding> findings = new ArrayList<>();
    if (survey.frames() == 0) {
      return findings; // That is told of by itself.
    }
    if (checkpoint.isPresent() && checkpoint.get().position().isAfter(survey.last())) {
      String tells = "the checkpoint has all up to the entry " + checkpoint.get().position();
      findings.add(Finding.lostEnd(checkpoint.get().file(), tells, survey.last()));
    }
    if (index.epoch() > survey.lastEpoch()) {
      Path directory = volume.layout().index();
      String tells =
          "the index tells of epoch %d, entry %s".formatted(index.epoch(), index.position());
      findings.add(Finding.lostEnd(directory, tells, survey.last()));
    }
    return findings;
  }
}
