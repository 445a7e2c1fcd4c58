package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * One file of a log that has live frames.
 *
 * @param first the position of its first frame; its last is the one before the next file's first
 * @param time when that frame was written
 * @param bytes what the file takes of the disk
 */
public record LogFile(Position first, Instant time, long bytes) {

  /** The files in {@code directory}, oldest first; only the beginning of each is read. */
  public static List<LogFile> in(Disk disk, Path directory) throws IOException {
    return FileHeads.of(disk, LogFiles.in(disk, directory)).live(disk);
  }
}
