package io.arvfs.journal;

import io.arvfs.journal.codec.EventCodec;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.log.LogFile;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The entries of a volume, read and never written: of a live one, a stopped one, or a copy. Memory
 * does not grow with the journal. Thread-safe.
 */
public final class JournalReader {

  private final Disk disk;
  private final Path volume;
  private final Path log;
  private final FrameReader frames;

  /**
   * @param volume the volume's directory
   */
  public JournalReader(Disk disk, Path volume) {
    this(disk, volume, new FrameReader(disk, VolumeLayout.of(volume).log()));
  }

  /**
   * @param frames a reader of the volume's log, which may know its way about there
   */
  JournalReader(Disk disk, Path volume, FrameReader frames) {
    this.disk = disk;
    this.volume = volume;
    this.log = VolumeLayout.of(volume).log();
    this.frames = frames;
  }

  /**
   * Shows every entry that is believed.
   *
   * @throws IOException if the files cannot be read, or an entry is of a newer version
   */
  public LogScan scan(EntryVisitor visitor) throws IOException {
    return frames.scan((frame, crc, _) -> visitor.visit(entry(frame), applied(frame, crc)));
  }

  /** As {@link #scan}, for the entries after {@code position}. */
  public LogScan scanAfter(Position position, EntryVisitor visitor) throws IOException {
    return frames.scanAfter(
        position, (frame, crc, _) -> visitor.visit(entry(frame), applied(frame, crc)));
  }

  /** The files of the log, oldest first. */
  public List<LogFile> files() throws IOException {
    return LogFile.in(disk, log);
  }

  /** The first entry there is: 1, or a later one if the log was trimmed; {@code NONE} if none. */
  public Position first() throws IOException {
    return files().stream().map(LogFile::first).findFirst().orElse(Position.NONE);
  }

  /** Whether the log has exactly the frame at which an index says it stands. */
  public boolean has(Applied applied) throws IOException {
    if (applied.epoch() == 0) {
      return applied.equals(Applied.NOTHING);
    }
    boolean[] found = {false};
    Position before = new Position(applied.position().value() - 1);
    try {
      frames.scanAfter(
          before,
          (frame, crc, _) -> {
            found[0] = applied.equals(applied(frame, crc));
            throw new FoundException();
          });
    } catch (FoundException _) {
      return found[0];
    }
    return false;
  }

  static Applied applied(Frame frame, int crc) {
    return new Applied(frame.position(), frame.epoch(), crc);
  }

  private Entry entry(Frame frame) throws IOException {
    try {
      return new Entry(frame.position(), frame.time(), EventCodec.decode(frame.payload()));
    } catch (UnreadableEntryException e) {
      throw e.in(volume, frame.position());
    }
  }

  /** Ends a scan early. */
  private static final class FoundException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
