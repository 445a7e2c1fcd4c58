package io.arvfs.mount;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disk space held back by a file of nothing, for what must work on a full disk: starting,
 * committing, removing. Whoever does such a thing borrows it; when the last gives it back, it is
 * taken again as far as the disk allows. Thread-safe.
 */
final class Ballast {

  private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
  private static final long MOST_BYTES = 64L << 20;
  private static final long LEAST_BYTES = 1L << 20;

  /** Of the whole file system, this part at most. */
  private static final int PART = 8;

  private final Disk disk;
  private final Path file;
  private final Tasks.Monitor turn;
  private int borrowers;

  Ballast(Disk disk, Path directory, Tasks tasks) {
    this.disk = disk;
    this.file = directory.resolve("reserve");
    this.turn = tasks.monitor();
  }

  /** Frees the space, if the disk has none else. To be followed by {@link #giveBack}. */
  void borrow() {
    turn.locked(
        () -> {
          borrowers++;
          try {
            if (disk.space(parent()).usableBytes() < wanted()) {
              disk.delete(file);
            }
          } catch (IOException e) {
            LOG.warn("{} cannot be given free", file, e);
          }
        });
  }

  /** Takes the space again, unless another still needs it. */
  void giveBack() {
    turn.locked(
        () -> {
          borrowers--;
          try {
            if (borrowers == 0 && !disk.exists(file)) {
              take(wanted());
            }
          } catch (IOException e) {
            LOG.warn("{} cannot be held back", file, e);
          }
        });
  }

  /** Leaves nothing on the disk: the volume owes nobody anything. */
  void drop() throws IOException {
    disk.delete(file);
  }

  private void take(long most) throws IOException {
    for (long bytes = most; bytes >= LEAST_BYTES; bytes /= 2) {
      try (DiskFile reserve = disk.open(file, OpenMode.CREATE_NEW)) {
        reserve.reserve(0, bytes);
        return;
      } catch (IOException e) {
        LOG.debug("no {} bytes to hold back", bytes, e);
        disk.delete(file);
      }
    }
  }

  private long wanted() throws IOException {
    return Math.min(MOST_BYTES, disk.space(parent()).totalBytes() / PART);
  }

  private Path parent() {
    return file.resolveSibling(".");
  }
}
