package io.arvfs.cli.journal;

import io.arvfs.fs.Folding;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.FrameSurvey;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyVisitor;
import io.arvfs.journal.log.SurveyedFrame;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A volume's directory, of a running mount, a stopped one, or a copy; read and never written.
 *
 * @param path the directory that has {@code log/} in it
 */
public record VolumeFiles(Disk disk, Path path, Tasks tasks) {

  /** Where things lie in it. */
  public VolumeLayout layout() {
    return VolumeLayout.of(path);
  }

  /** The manifests that it keeps. */
  public ManifestFiles manifests() throws IOException {
    return new ManifestFiles(disk, layout().manifests(), Scratch.directory());
  }

  /** The folds of every volume, with this one's manifests. */
  public Folding folding() throws IOException {
    return Projection.folding(manifests());
  }

  /** The log as it is now, for a reader that goes on behind damage. */
  public FrameSurvey frames() throws IOException {
    return FrameSurvey.of(disk, layout().log());
  }

  /** Shows every entry that can be read, and what cannot, while what follows is being read. */
  public Survey read(EntrySight sight) throws IOException {
    try (FrameSurvey frames = frames()) {
      return read(frames, sight);
    }
  }

  /** The same of the log as it was. */
  Survey read(FrameSurvey frames, EntrySight sight) throws IOException {
    return new ReadAhead(tasks).run(frames, sight);
  }

  /** Shows frames as entries. */
  public static SurveyVisitor decoding(EntrySight sight) {
    return new SurveyVisitor() {
      @Override
      public void frame(SurveyedFrame frame) throws IOException {
        ReadAhead.show(frame, sight);
      }

      @Override
      public void hole(Hole hole) throws IOException {
        sight.hole(hole);
      }
    };
  }

  /** The entries of a chunk, noted before. */
  static void reread(FrameSurvey frames, FramePlace from, Entry first, int count, EntrySight sight)
      throws IOException {
    frames.reread(
        from,
        first.position(),
        count,
        (frame, crc, place) -> decoding(sight).frame(new SurveyedFrame(frame, 0, crc, place, 0)));
  }

  /** Whether a process has the volume open for writing. */
  public boolean isHeld() throws IOException {
    Path lock = path.resolve("lock");
    if (!Files.isReadable(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
        FileLock mine = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return mine == null;
    } catch (OverlappingFileLockException _) {
      return true;
    }
  }
}
