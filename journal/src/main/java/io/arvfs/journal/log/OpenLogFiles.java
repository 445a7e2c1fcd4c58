package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that one log has written since it was opened: what is to be forced, and what may be
 * trimmed. Thread-safe; the appender says what it does to files, others force beside it.
 *
 * <p>A file is marked written before its bytes are, so that a force which begins after an append
 * returned always sees it. A file stays open until a force has covered its last bytes.
 */
final class OpenLogFiles implements Closeable {

  private final Disk disk;
  private final Path directory;
  private final Object lock = new Object();
  private final Object forcing = new Object();

  /** Guarded by {@code lock}, as are the next two; in the order of writing. */
  private final Map<Path, DiskFile> open = new LinkedHashMap<>();

  private @Nullable Path current;
  private boolean newNames;

  OpenLogFiles(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Makes a file whose first {@code reserveBytes} are reserved, and writes to it from now on. */
  DiskFile begin(Path path, long reserveBytes) throws IOException {
    DiskFile file = disk.open(path, OpenMode.CREATE_NEW);
    try {
      file.reserve(0, reserveBytes);
    } catch (IOException e) {
      file.close();
      disk.delete(path);
      throw e;
    }
    synchronized (lock) {
      open.put(path, file);
      current = path;
      newNames = true;
    }
    return file;
  }

  /** Ends writing the current file; the next force covers it a last time. */
  void end() {
    synchronized (lock) {
      current = null;
    }
  }

  void force() throws IOException {
    synchronized (forcing) {
      Map<Path, DiskFile> files;
      Path writing;
      boolean names;
      synchronized (lock) {
        files = new LinkedHashMap<>(open);
        writing = current;
        names = newNames;
        newNames = false;
      }
      for (DiskFile file : files.values()) {
        file.force();
      }
      if (names) {
        disk.forceDirectory(directory);
      }
      files.remove(writing);
      release(files);
    }
  }

  private void release(Map<Path, DiskFile> forced) throws IOException {
    synchronized (lock) {
      forced.keySet().forEach(open::remove);
    }
    Closing.all(forced.values());
  }

  long allocatedBytes() throws IOException {
    return disk.allocatedBytesBelow(directory);
  }

  /**
   * Deletes, oldest first, the files whose frames are all dead or at or before {@code through}.
   * When this returns none of them comes back.
   */
  void trim(Position through) throws IOException {
    boolean deleted = false;
    for (Path file : FileHeads.of(disk, LogFiles.in(disk, directory)).coveredBy(through)) {
      if (isOpen(file)) {
        break; // Not forced since its end; what is newer must not go before it.
      }
      disk.delete(file);
      deleted = true;
    }
    if (deleted) {
      disk.forceDirectory(directory);
    }
  }

  private boolean isOpen(Path file) {
    synchronized (lock) {
      return open.containsKey(file);
    }
  }

  @Override
  public void close() throws IOException {
    Map<Path, DiskFile> files;
    synchronized (lock) {
      files = new LinkedHashMap<>(open);
    }
    release(files);
  }
}
