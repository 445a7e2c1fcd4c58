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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start does about a force that failed in the life before. The kernel may hold clean pages
 * that never reached the disk: nothing that it shows of the files then unforced can be believed,
 * and forcing them again would prove nothing.
 *
 * <p>So the doubtful files are read as the disk itself has them. If the journal is whole that way
 * up to what was known to be durable, each is copied, as it was read, into a new file beside it,
 * and the copies, which are forced, take the files' places. A file of which a part cannot be read
 * is not replaced, since that part would be lost for good: what is doubtful of it is written again
 * where it stands. Until the start is through with that it can be done again, however often it is
 * ended in between.
 *
 * <p>Doubtful are the log's files from the last durable entry on, and the segments from the first
 * byte on that a later entry names.
 */
final class Antidote {

  private static final Logger LOG = LoggerFactory.getLogger(Antidote.class);

  private final Disk disk;
  private final Path volume;
  private final VolumeLayout layout;
  private final Position durable;

  /** What is in doubt: files, each from this offset on. */
  private final Map<Path, Long> doubtful = new LinkedHashMap<>();

  private Antidote(Disk disk, Path volume, Position durable) {
    this.disk = disk;
    this.volume = volume;
    this.layout = VolumeLayout.of(volume);
    this.durable = durable;
  }

  /**
   * Replaces the doubtful files, if the volume is poisoned. It still is when this returns: the note
   * goes when the start has said durably where it goes on, for what could not be read may show
   * itself later.
   *
   * @param known an entry known to be durable from elsewhere
   * @return what is to be believed of the journal
   * @throws DamagedJournalException if the disk has less than was known to be durable; all files
   *     are as they were
   */
  static Optional<Recovery> take(Disk disk, Path volume, Position known) throws IOException {
    var note = PoisonNote.in(disk, volume);
    if (note.isEmpty()) {
      return Optional.empty();
    }
    Position noted = note.get().durable();
    return Optional.of(new Antidote(disk, volume, known.isAfter(noted) ? known : noted).take());
  }

  private Recovery take() throws IOException {
    LOG.warn(
        "a force failed in {}: reading from the disk itself what follows position {}",
        volume,
        durable);
    for (Path file : Log.filesAfter(disk, layout.log(), durable)) {
      doubtful.put(file, 0L);
    }
    leaveOutWhatIsDurable();
    addSegments();
    Recovery believed = believed();
    replace();
    LOG.warn("{} has what the disk had, up to position {}", volume, believed.end().position());
    return believed;
  }

  private FrameReader frames() {
    return new FrameReader(new Believed(disk, doubtful.keySet()), layout.log());
  }

  private void leaveOutWhatIsDurable() throws IOException {
    if (durable.isAfter(Position.NONE)) {
      frames()
          .scanAfter(
              new Position(durable.value() - 1),
              (frame, _, at) -> {
                if (frame.position().equals(durable)) {
                  doubtful.replace(at.file(), at.offset());
                }
              });
    }
  }

  private void addSegments() throws IOException {
    List<SegmentRange> ranges = new ArrayList<>();
    frames().scanAfter(durable, (frame, _, _) -> ranges.addAll(Recovery.ranges(frame)));
    for (SegmentRange range : ranges) {
      Path file = Segments.file(layout.segments(), range.segment());
      if (disk.exists(file)) {
        doubtful.merge(file, range.offset(), Math::min);
      }
    }
  }

  private Recovery believed() throws IOException {
    Disk shown = new Believed(disk, doubtful.keySet());
    try (Segments segments = Segments.open(shown, layout.segments(), SegmentOptions.DEFAULT)) {
      Recovery.Place place = new Recovery.Place(frames(), volume, segments, Position.NONE);
      return Recovery.of(place, durable);
    }
  }

  /** The names are forced, as all else is, by the start that goes on. */
  private void replace() throws IOException {
    List<Path> copied = copies();
    for (Path file : copied) {
      disk.rename(FreshCopy.of(file), file);
    }
    doubtful.keySet().removeAll(copied);
    for (var left : doubtful.entrySet()) {
      rewrite(left.getKey(), left.getValue());
    }
  }

  /** Makes the copies; if that fails, they go again. */
  private List<Path> copies() throws IOException {
    List<Path> copied = new ArrayList<>();
    boolean made = false;
    try {
      for (Path file : doubtful.keySet()) {
        if (FreshCopy.make(disk, file)) {
          copied.add(file);
        }
      }
      made = true;
      return copied;
    } finally {
      if (!made) {
        for (Path file : copied) {
          disk.delete(FreshCopy.of(file));
        }
      }
    }
  }

  private void rewrite(Path file, long offset) throws IOException {
    LOG.warn(
        "{} cannot be read whole, or copied: it stays, with what the disk gives from {} on",
        file,
        offset);
    Rewriting.of(disk, file, offset);
  }

  /** Shows what is in doubt as the disk itself has it, to whoever reads. */
  private record Believed(Disk disk, Set<Path> doubtful) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      boolean fresh = mode == OpenMode.READ && doubtful.contains(file);
      return fresh ? FreshFile.open(disk, file) : disk.open(file, mode);
    }
  }
}
