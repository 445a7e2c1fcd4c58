package io.arvfs.fs;

import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The files of a volume as they lie on a disk at one moment, to be edited and started from. The
 * reserve, which says nothing, is left out: a start makes it anew.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody writes into the arrays.
record Image(NavigableMap<Path, byte[]> files) {

  private static final int MAX_FILE_BYTES = 8 << 20;

  Image {
    files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
  }

  static Image of(Disk disk, Path directory) throws IOException {
    NavigableMap<Path, byte[]> files = new TreeMap<>();
    collect(disk, directory, files);
    return new Image(files);
  }

  private static void collect(Disk disk, Path directory, NavigableMap<Path, byte[]> files)
      throws IOException {
    for (Path path : disk.list(directory)) {
      if (path.endsWith("reserve")) {
        continue;
      }
      try {
        disk.size(path);
        files.put(path, disk.readAll(path, MAX_FILE_BYTES));
      } catch (NoSuchFileException _) {
        collect(disk, path, files);
      }
    }
  }

  /** A disk with these files, all of them durable. */
  CrashDisk disk() throws IOException {
    CrashDisk disk = new CrashDisk();
    for (var file : files.entrySet()) {
      Path directory = Objects.requireNonNull(file.getKey().getParent());
      disk.makeDirectories(directory);
      try (DiskFile open = disk.open(file.getKey(), OpenMode.CREATE_NEW)) {
        open.write(ByteBuffer.wrap(file.getValue()), 0);
        open.force();
      }
      disk.forceDirectory(directory);
    }
    return disk;
  }

  /** The files in {@code directory}, in the order of their names. */
  List<Path> in(Path directory) {
    return files.keySet().stream().filter(file -> directory.equals(file.getParent())).toList();
  }

  byte[] bytes(Path file) {
    return Objects.requireNonNull(files.get(file), file::toString);
  }

  Image with(Path file, byte[] bytes) {
    NavigableMap<Path, byte[]> changed = new TreeMap<>(files);
    changed.put(file, bytes);
    return new Image(changed);
  }

  Image without(Path file) {
    NavigableMap<Path, byte[]> changed = new TreeMap<>(files);
    changed.remove(file);
    return new Image(changed);
  }
}
