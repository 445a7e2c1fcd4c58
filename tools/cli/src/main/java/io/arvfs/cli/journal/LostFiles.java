package io.arvfs.cli.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files without a place: entries speak of them, and the one that made them, or their directory, is
 * lost. Their bytes are written as the entries come, so that memory holds names alone, of the first
 * {@value #MAX_NAMED} files; the others are named by their inodes. Confined to one thread.
 */
final class LostFiles {

  private static final int MAX_NAMED = 100_000;
  private static final int MAX_TOLD = 1000;
  private static final String INODE = "inode-";

  private final Disk disk;
  private final Path directory;
  private final RangeBytes ranges;
  private final boolean dryRun;
  private final Map<Long, Optional<Name>> files = new TreeMap<>();
  private boolean more;

  /**
   * @param directory made when there is a file for it
   * @param dryRun nothing is written
   */
  LostFiles(Disk disk, Path directory, RangeBytes ranges, boolean dryRun) {
    this.disk = disk;
    this.directory = directory;
    this.ranges = ranges;
    this.dryRun = dryRun;
  }

  /** Takes what an entry that has no place in the new volume says of files. */
  void take(Entry dropped) throws IOException {
    for (Event event : dropped.events()) {
      switch (event) {
        case FileCreated(var ino, _, var name, _) -> named(ino, name);
        case FileAdopted(var ino, _, var name, _, _) when isKnown(ino) -> named(ino, name);
        case Renamed(var ino, _, _, _, var name) when isKnown(ino) -> named(ino, name);
        case BytesWritten(var ino, var offset, var data) -> write(ino, offset, data);
        case Truncated(var ino, var length) -> truncate(ino, length);
        case Shortened(var ino, var length, _) -> truncate(ino, length);
        case Unlinked(var ino, _, _) -> forget(ino);
        case RemovalAdopted(var ino, _, _) -> forget(ino);
        case InodeDied(var ino) -> forget(ino);
        default -> {} // Says nothing of a file's bytes.
      }
    }
  }

  private boolean isKnown(Ino ino) {
    return files.containsKey(ino.value());
  }

  private void named(Ino ino, Name name) throws IOException {
    meet(ino);
    files.computeIfPresent(ino.value(), (_, _) -> Optional.of(name));
    if (!dryRun) {
      disk.open(file(ino), OpenMode.CREATE).close();
    }
  }

  /**
   * Adds to the name of a file, which is its inode's, the name that it had; if the file system
   * there takes no such name it stays as it is.
   *
   * @return its name now, or what it would be
   */
  static String name(Disk disk, Path file, Optional<Name> had, boolean dryRun) {
    String plain = String.valueOf(file.getFileName());
    String full =
        had.map(n -> FileNames.fitting(plain + "-" + FileNames.spelled(n), "")).orElse(plain);
    if (dryRun || full.equals(plain)) {
      return full;
    }
    try {
      disk.rename(file, file.resolveSibling(full));
      return full;
    } catch (IOException _) {
      return plain;
    }
  }

  private void meet(Ino ino) throws IOException {
    if (files.isEmpty() && !dryRun) {
      disk.makeDirectories(directory);
    }
    if (files.size() < MAX_NAMED) {
      files.putIfAbsent(ino.value(), Optional.empty());
    } else if (!isKnown(ino)) {
      more = true;
    }
  }

  private Path file(Ino ino) {
    return directory.resolve(INODE + ino.value());
  }

  private void write(Ino ino, long offset, SegmentRange data) throws IOException {
    meet(ino);
    if (dryRun) {
      return;
    }
    try (DiskFile out = disk.open(file(ino), OpenMode.CREATE)) {
      if (ranges.get(data) instanceof RangeBytes.Got.Here(var bytes)) {
        out.write(bytes, offset);
      }
    }
  }

  private void truncate(Ino ino, long length) throws IOException {
    meet(ino);
    if (dryRun) {
      return;
    }
    try (DiskFile out = disk.open(file(ino), OpenMode.CREATE)) {
      out.truncate(length);
      if (out.size() < length) {
        out.write(ByteBuffer.allocate(1), length - 1);
      }
    }
  }

  private void forget(Ino ino) throws IOException {
    files.remove(ino.value());
    if (!dryRun) {
      disk.delete(file(ino));
    }
  }

  /** Forces all that was made and names it; a line for each of the first. */
  List<String> finish(Progress progress) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!dryRun) {
      progress.begin("files forced to the disk");
      for (Path made : disk.list(directory)) {
        progress.step();
        try (DiskFile file = disk.open(made, OpenMode.READ_WRITE)) {
          file.force();
        }
      }
      progress.clear();
    }
    for (var file : files.entrySet()) {
      Path made = directory.resolve(INODE + file.getKey());
      String name = name(disk, made, file.getValue(), dryRun);
      if (lines.size() < MAX_TOLD) {
        lines.add(
            "%s has lost its place: %s/%s"
                .formatted(
                    file.getValue().map(EventFields::text).orElse("a file"),
                    directory.getFileName(),
                    EntryLines.path(name)));
      }
    }
    if (more || files.size() > lines.size()) {
      lines.add("and more files have lost their places: they are in " + directory.getFileName());
    }
    return lines;
  }
}
