package io.arvfs.cli.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * A file that is being copied: it has a short name of its own, so that its last name may be as long
 * as names can be, and what stands there is replaced in one step. It goes unless it was given a
 * name; a program that is ended by a signal leaves none. Confined to one thread.
 */
final class PartFile implements Closeable {

  private static final String PREFIX = ".arv-part-";

  private final Disk disk;
  private final Path path;
  private final DiskFile file;
  private boolean named;

  private PartFile(Disk disk, Path path, DiskFile file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  /** A new one in {@code directory}. */
  static PartFile in(Disk disk, Path directory) throws IOException {
    for (int number = 0; ; number++) {
      Path path = directory.resolve(PREFIX + number);
      boolean made = false;
      try {
        Scratch.begin(path);
        DiskFile file = disk.open(path, OpenMode.CREATE_NEW);
        made = true;
        return new PartFile(disk, path, file);
      } catch (FileAlreadyExistsException _) {
        // Somebody's file, or what a killed program left.
      } finally {
        if (!made) {
          Scratch.finished(path);
        }
      }
    }
  }

  /** Where it is now. */
  Path path() {
    return path;
  }

  /** What is in it. */
  DiskFile file() {
    return file;
  }

  /** It is whole, and stands at {@code target} from now on. */
  void name(Path target) throws IOException {
    disk.rename(path, target);
    named = true;
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (!named) {
      disk.delete(path);
    }
    Scratch.finished(path);
  }
}
