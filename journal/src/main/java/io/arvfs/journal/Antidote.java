package io.arvfs.journal;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.Log;
import io.arvfs.journal.segment.SegmentOptions;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start does about a force that failed in the life before. The kernel may hold clean pages
 * that never reached the disk: nothing that it shows of the files then unforced can be believed,
 * and forcing them again would prove nothing.
 *
 * <p>So each doubtful file is copied, as the disk itself has it, into a new file beside it. Then
 * the journal is read as if the copies stood in their places. If it is whole up to what was known
 * to be durable, the copies, which are forced, take the places; only then the note goes. Until then
 * all can be done again, however often it is ended in between.
 *
 * <p>Doubtful are the log's files from the last durable entry on, and the segments which hold bytes
 * that later entries name.
 */
final class Antidote {

  private static final Logger LOG = LoggerFactory.getLogger(Antidote.class);

  private final Disk disk;
  private final Path volume;
  private final VolumeLayout layout;
  private final Position durable;
  private final Set<Path> copied = new LinkedHashSet<>();

  private Antidote(Disk disk, Path volume, Position durable) {
    this.disk = disk;
    this.volume = volume;
    this.layout = VolumeLayout.of(volume);
    this.durable = durable;
  }

  /**
   * Replaces the doubtful files, if the volume is poisoned; it is not any more when this returns.
   *
   * @throws DamagedJournalException if the disk has less than was known to be durable; all files
   *     are as they were
   */
  static void take(Disk disk, Path volume) throws IOException {
    var note = PoisonNote.in(disk, volume);
    if (note.isPresent()) {
      new Antidote(disk, volume, note.get().durable()).take();
    }
  }

  private void take() throws IOException {
    LOG.warn(
        "a force failed in {}: reading from the disk itself what follows position {}",
        volume,
        durable);
    Position end = copyAndCheck();
    disk.forceDirectory(layout.log());
    disk.forceDirectory(layout.segments());
    for (Path file : copied) {
      disk.rename(FreshCopy.of(file), file);
    }
    disk.forceDirectory(layout.log());
    disk.forceDirectory(layout.segments());
    PoisonNote.remove(disk, volume);
    LOG.warn("{} has what the disk had, up to position {}", volume, end);
  }

  /** Makes the copies; if they do not hold what was durable, they go again. */
  private Position copyAndCheck() throws IOException {
    boolean whole = false;
    try {
      for (Path file : Log.filesAfter(disk, layout.log(), durable)) {
        copy(file);
      }
      for (int segment : doubtfulSegments()) {
        copy(Segments.file(layout.segments(), segment));
      }
      Position end = believed();
      whole = true;
      return end;
    } finally {
      if (!whole) {
        for (Path file : copied) {
          disk.delete(FreshCopy.of(file));
        }
      }
    }
  }

  private void copy(Path file) throws IOException {
    if (disk.exists(file)) {
      copied.add(file);
      FreshCopy.make(disk, file);
    }
  }

  private NavigableSet<Integer> doubtfulSegments() throws IOException {
    NavigableSet<Integer> segments = new TreeSet<>();
    new FrameReader(new CopiesFirst(disk, copied), layout.log())
        .scanAfter(
            durable,
            (frame, _, _) ->
                Recovery.ranges(frame).stream().map(SegmentRange::segment).forEach(segments::add));
    return segments;
  }

  private Position believed() throws IOException {
    Disk shown = new CopiesFirst(disk, copied);
    try (Segments segments = Segments.open(shown, layout.segments(), SegmentOptions.DEFAULT)) {
      FrameReader frames = new FrameReader(shown, layout.log());
      Recovery.Place place = new Recovery.Place(frames, volume, segments, Position.NONE);
      return Recovery.of(place, durable).end().position();
    }
  }

  /** Shows the copy of a file in its place, to whoever reads. */
  private record CopiesFirst(Disk disk, Set<Path> copied) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      boolean instead = mode == OpenMode.READ && copied.contains(file);
      return disk.open(instead ? FreshCopy.of(file) : file, mode);
    }
  }
}
