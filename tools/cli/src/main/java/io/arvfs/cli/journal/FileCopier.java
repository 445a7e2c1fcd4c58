package io.arvfs.cli.journal;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Copies files byte for byte and forces them. Confined to one thread. */
final class FileCopier {

  private static final int BUFFER_BYTES = 1 << 20;

  private final Disk disk;
  private final boolean dryRun;
  private final Progress progress;

  FileCopier(Disk disk, boolean dryRun, Progress progress) {
    this.disk = disk;
    this.dryRun = dryRun;
    this.progress = progress;
  }

  /** Copies a file to a place where none is; its length. */
  long copy(Path from, Path to) throws IOException {
    Path parent = to.getParent();
    if (dryRun || parent == null) {
      return disk.size(from);
    }
    disk.makeDirectories(parent);
    progress.begin("bytes copied of " + from.getFileName());
    long at = 0;
    try (DiskFile in = disk.open(from, OpenMode.READ);
        DiskFile out = disk.open(to, OpenMode.CREATE_NEW)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      int read = in.read(buffer, at);
      while (read > 0) {
        out.write(buffer.flip(), at);
        at += read;
        progress.at(at);
        read = in.read(buffer.clear(), at);
      }
      out.force();
    }
    progress.clear();
    return at;
  }

  /** Copies every file directly in a directory. */
  void copyAll(Path from, Path to) throws IOException {
    for (Path file : disk.list(from)) {
      copy(file, to.resolve(String.valueOf(file.getFileName())));
    }
  }

  /** Forces the names, and notes that the new volume may owe the server something. */
  void finish(Path volume, List<Path> directories) throws IOException {
    disk.open(VolumeLayout.of(volume).pending(), OpenMode.CREATE).close();
    for (Path directory : directories) {
      if (disk.exists(directory)) {
        disk.forceDirectory(directory);
      }
    }
    disk.forceDirectory(volume);
  }
}
