package io.arvfs.cli.journal;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.SurveyVisitor;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes each frame that is taken into a new log. Confined to one thread. */
final class LogCopy implements SurveyVisitor, Closeable {

  private final VolumeFiles volume;
  private final @Nullable Path directory;
  private final Taken taken;
  private final Position from;
  private final Progress progress;
  private @Nullable SalvagedLog log;
  private long count;

  /**
   * @param directory null to write nothing
   * @param from the first frame to write, which a checkpoint knows by its CRC; or NONE
   */
  private LogCopy(
      VolumeFiles volume, @Nullable Path directory, Taken taken, Position from, Progress progress) {
    this.volume = volume;
    this.directory = directory;
    this.taken = taken;
    this.from = from;
    this.progress = progress;
  }

  /** Copies the log of {@code volume}, and forces it; how many entries it has. */
  static long into(
      @Nullable Path directory, VolumeFiles volume, Taken taken, Position from, Progress progress)
      throws IOException {
    progress.begin("entries written");
    try (LogCopy copy = new LogCopy(volume, directory, taken, from, progress);
        FrameSurvey log = volume.frames()) {
      var _ = log.run(copy);
      if (copy.log != null) {
        copy.log.finish();
      }
      return copy.count;
    } finally {
      progress.clear();
    }
  }

  @Override
  public void frame(SurveyedFrame surveyed) throws IOException {
    Frame frame = surveyed.frame();
    if (!taken.belief().takes(frame.position()) || from.isAfter(frame.position())) {
      return;
    }
    boolean out = taken.isUnfit(frame.position());
    count += out ? 0 : 1;
    progress.step();
    if (directory == null) {
      return;
    }
    SalvagedLog target = log == null ? begin(directory, surveyed) : log;
    if (frame.position().equals(from)) {
      target.append(frame);
    } else if (out) {
      target.leaveOut(frame);
    } else {
      target.append(taken.without(frame));
    }
  }

  private SalvagedLog begin(Path target, SurveyedFrame first) throws IOException {
    LogEnd before =
        from.equals(Position.NONE)
            ? LogEnd.EMPTY
            : new LogEnd(new Position(from.value() - 1), first.previousCrc());
    SalvagedLog begun = new SalvagedLog(volume.disk(), target, before);
    log = begun;
    return begun;
  }

  @Override
  public void hole(Hole hole) {
    // The log that is written fills it.
  }

  @Override
  public void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }
}
