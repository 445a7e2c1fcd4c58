package io.arvfs.cli.bench;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates of empty files a second, one thread, 1,000 in a directory: inode, dentry, journal entry
 * and index. A third as many come first and are not counted: a mount serves for hours.
 */
record Creates(Tasks tasks) implements Row {

  private static final int FILES_PER_DIRECTORY = 1000;
  private static final int WARM_UP_PART = 3;

  /** Makes the files from {@code from} up to {@code to}. */
  private interface Maker {
    void make(int from, int to) throws IOException;
  }

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    if (!place.equals("arvfs")) {
      return rate((from, to) -> plain(directory, from, to), amount);
    }
    try (OpenVolume volume = OpenVolume.in(directory, tasks)) {
      return rate((from, to) -> make(volume, from, to), amount);
    }
  }

  private double rate(Maker maker, int amount) throws IOException {
    int warm = Math.ceilDiv(amount / WARM_UP_PART, FILES_PER_DIRECTORY) * FILES_PER_DIRECTORY;
    maker.make(0, warm);
    Stopwatch watch = new Stopwatch(tasks);
    maker.make(warm, warm + amount);
    return amount / watch.seconds();
  }

  static void make(OpenVolume volume, int from, int to) throws IOException {
    Ino parent = Ino.ROOT;
    for (int i = from; i < to; i++) {
      if (i % FILES_PER_DIRECTORY == 0) {
        parent = volume.makeDirectory(Ino.ROOT, "directory-" + i);
      }
      volume.createFile(parent, "file-" + i);
    }
  }

  private static void plain(Path root, int from, int to) throws IOException {
    Path parent = root;
    for (int i = from; i < to; i++) {
      if (i % FILES_PER_DIRECTORY == 0) {
        parent = Files.createDirectory(root.resolve("directory-" + i));
      }
      Files.createFile(parent.resolve("file-" + i));
    }
  }
}
