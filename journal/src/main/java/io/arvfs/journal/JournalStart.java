package io.arvfs.journal;

import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.VolumeEvent.Started;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.Log;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.log.PoisonedException;
import io.arvfs.journal.segment.Segments;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a journal begins a new epoch on what an earlier process left: believe the disk alone where a
 * force had failed, force what was not, find the end that is believed, and say durably that this
 * start goes on after it. If that cannot be said, everything is closed again.
 */
record JournalStart(Disk disk, Path volume, Tasks tasks, JournalOptions options, long boundBytes) {

  private static final Logger LOG = LoggerFactory.getLogger(JournalStart.class);

  /** What makes the log that is appended to. */
  interface LogOpener {
    Log open(LogEnd end, LogOptions sizes) throws IOException;
  }

  /** In {@code volume}, made if missing, with files as small as its bound asks for. */
  static JournalStart in(Disk disk, Path volume, Tasks tasks, JournalOptions options)
      throws IOException {
    disk.makeDirectories(volume);
    long boundBytes = options.boundBytes(disk.space(volume));
    return new JournalStart(disk, volume, tasks, options.within(boundBytes), boundBytes);
  }

  /**
   * Opens the journal.
   *
   * @param from what stands before the file of the log that holds this entry need not be read
   */
  Journal open(Position from, LogOpener opener) throws IOException {
    VolumeLayout layout = VolumeLayout.of(volume);
    disk.makeDirectories(layout.log());
    disk.makeDirectories(layout.segments());
    Reserve reserve = Reserve.open(disk, layout.reserve(), tasks, boundBytes);
    Optional<Recovery> believed = takeAntidote(reserve);
    Segments segments = Segments.open(disk, layout.segments(), options.segments());
    Closeable opened = segments;
    boolean started = false;
    try {
      forceLeftovers(segments, reserve);
      FrameReader frames = new FrameReader(disk, layout.log());
      Recovery recovered =
          believed.isPresent()
              ? believed.get()
              : Recovery.of(new Recovery.Place(frames, volume, segments, from), newestCheckpoint());
      recovered.cut().ifPresent(cut -> LOG.warn("{}: {}", volume, cut));
      Log log = reserve.spend(() -> opener.open(recovered.end(), options.log()));
      opened =
          () -> {
            try (segments) {
              log.close();
            }
          };
      Bound bound = Bound.of(disk, volume, tasks, boundBytes);
      Journal journal =
          new Journal(this, recovered, new Journal.Files(log, segments, frames), reserve, bound);
      opened = journal;
      begin(journal, recovered);
      started = true;
      return journal;
    } finally {
      if (!started) {
        opened.close();
      }
    }
  }

  /** A checkpoint has its name only when the entry at which it stands is durable. */
  private Position newestCheckpoint() throws IOException {
    List<Checkpoint> all = new Checkpoints(disk, VolumeLayout.of(volume).checkpoints()).list();
    return all.isEmpty() ? Position.NONE : all.getLast().position();
  }

  /** Its copies take room, on a disk that may be full. */
  private Optional<Recovery> takeAntidote(Reserve reserve) throws IOException {
    if (PoisonNote.in(disk, volume).isEmpty()) {
      return Optional.empty();
    }
    try (Reserve.Loan _ = reserve.lend()) {
      return reserve.spend(() -> Antidote.take(disk, volume, newestCheckpoint()));
    }
  }

  private void begin(Journal journal, Recovery recovered) throws IOException {
    Position after = recovered.end().position();
    Started started = new Started(recovered.lastEpoch() + 1, after, recovered.durable());
    journal.append(journal.next(List.of(started)), Purpose.FREEING);
    journal.force(journal.appended());
    if (PoisonNote.in(disk, volume).isPresent()) {
      PoisonNote.remove(disk, volume);
    }
    journal.reserve().refill();
    journal.bound().freed();
  }

  /**
   * Pages of a killed process were never forced. If that fails, the next start is to believe the
   * disk alone.
   */
  private void forceLeftovers(Segments segments, Reserve reserve) throws IOException {
    Path log = VolumeLayout.of(volume).log();
    try {
      Log.forceAll(disk, log);
      segments.forceAll();
    } catch (IOException e) {
      PoisonNote.leave(new PoisonNote.Place(disk, volume, reserve), durableEnd(log, e), e);
      throw new PoisonedException(e);
    }
  }

  /** On the failing disk that may be more than can be read: then nothing is known to be durable. */
  private Position durableEnd(Path log, IOException failure) {
    try {
      return new FrameReader(disk, log).scan((_, _, _) -> {}).durableEnd();
    } catch (IOException e) {
      failure.addSuppressed(e);
      return Position.NONE;
    }
  }
}
