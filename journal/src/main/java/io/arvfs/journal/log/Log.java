package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of a volume, open for appending: {@link ChronicleLog} and {@link DiskLog}. A log that is
 * opened begins a new file and never touches the older ones.
 *
 * <p>One thread at a time appends and rolls; {@link #force}, {@link #allocatedBytes} and {@link
 * #trim} may run beside it.
 */
public interface Log extends Closeable {

  /**
   * Appends a frame. Nothing is forced.
   *
   * @return the CRC32C of the frame, which covers the CRC of the frame before
   * @throws IllegalArgumentException if the frame is not the next one
   * @throws OutOfSpaceException if the disk is full; then nothing was appended, and later appends
   *     may succeed
   */
  int append(Frame frame) throws IOException;

  /**
   * Returns when all frames whose append returned before the call are durable.
   *
   * @throws IOException if one of them may be lost; trying again would prove nothing
   */
  void force() throws IOException;

  /** Makes the next append begin a new file; {@link LogOptions#fileBytes} does so by itself. */
  void roll() throws IOException;

  /** What all files of this log take of the disk, older and reserved ones included. */
  long allocatedBytes() throws IOException;

  /**
   * Forces every file of the log in {@code directory}, whoever wrote it, and their names: pages of
   * a process that was killed are still the kernel's, and were never forced. For a start, before
   * its first append.
   */
  static void forceAll(Disk disk, Path directory) throws IOException {
    for (Path present : LogFiles.in(disk, directory)) {
      try (DiskFile file = disk.open(present, OpenMode.READ_WRITE)) {
        file.force();
      }
    }
    disk.forceDirectory(directory);
  }

  /**
   * The files that may hold frames after {@code after}, and holes there, in the order of writing.
   */
  static List<Path> filesAfter(Disk disk, Path directory, Position after) throws IOException {
    FileHeads heads = FileHeads.of(disk, LogFiles.in(disk, directory));
    List<Path> files = heads.files();
    return files.isEmpty() ? files : files.subList(heads.startFor(after), files.size());
  }

  /**
   * Deletes the files that hold only frames at or before {@code through}, oldest first. The file
   * being written stays.
   */
  void trim(Position through) throws IOException;

  /** Gives back what was reserved and not used; forces nothing. */
  @Override
  void close() throws IOException;
}
