package io.arvfs.cli.journal;

import io.arvfs.journal.host.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is filled all or not at all. What is made stands in a directory within it until
 * all is there; if it does not come to that, all is taken away again. A process that is killed
 * leaves what no mount takes for a volume. Confined to one thread.
 */
final class NewDirectory implements Closeable {

  private static final String UNFINISHED = ".partial";

  private final Disk disk;
  private final Path target;
  private final boolean dryRun;
  private final boolean existed;
  private boolean finished;

  /**
   * @param target new or empty
   * @param dryRun nothing is made
   */
  NewDirectory(Disk disk, Path target, boolean dryRun) throws IOException {
    this.disk = disk;
    this.target = target;
    this.dryRun = dryRun;
    this.existed = Files.exists(target);
    if (!dryRun) {
      Scratch.begin(unfinished());
    }
  }

  /** There is too little room from the start. */
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
      super(message);
    }
  }

  /** Where to make what shall be in it. */
  Path path() {
    return target.resolve(UNFINISHED);
  }

  /**
   * @throws NoRoomException if the disk has no room for {@code bytes}: one line that says so
   */
  void requireRoom(long bytes) throws IOException {
    Path there = target.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    long free = disk.space(there).usableBytes();
    if (free < bytes) {
      throw new NoRoomException(
          "%d bytes are needed in %s, where %d are free; nothing was written: %s"
              .formatted(bytes, target, free, "make room, or name a directory on another disk"));
    }
  }

  /** All is there and forced: it gets its place, {@code last} at last. */
  void finish(String last) throws IOException {
    if (!dryRun && disk.exists(path())) {
      List<Path> made = disk.list(path());
      for (Path each : made) {
        if (!each.endsWith(last)) {
          disk.rename(each, target.resolve(String.valueOf(each.getFileName())));
        }
      }
      if (disk.exists(path().resolve(last))) {
        disk.forceDirectory(target);
        disk.rename(path().resolve(last), target.resolve(last));
      }
      disk.delete(path());
      disk.forceDirectory(target);
    }
    finished = true;
    Scratch.finished(unfinished());
  }

  /** What there is of it until it is finished. */
  private Path unfinished() {
    return existed ? path() : target;
  }

  @Override
  public void close() throws IOException {
    if (finished || dryRun || !Files.exists(path())) {
      return;
    }
    try (Stream<Path> all = Files.walk(unfinished())) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    }
    Scratch.finished(unfinished());
  }
}
