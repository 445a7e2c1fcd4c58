package io.arvfs.journal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system under a volume: {@link FileDisk}, the real one, and {@link CrashDisk}, one in
 * memory that loses what was not forced.
 *
 * <p>Nothing is durable until forced: a file's bytes and size by {@link DiskFile#force}; a name
 * that came, went or changed by {@link #forceDirectory} on its directory.
 *
 * <p>Thread-safe.
 */
public interface Disk {

  /**
   * Opens {@code file}; a new one may be read and written by its owner only.
   *
   * @throws NoSuchFileException if it must exist and does not
   * @throws java.nio.file.FileAlreadyExistsException if it must not exist and does
   * @throws OutOfSpaceException if there is no room for one more file
   */
  DiskFile open(Path file, OpenMode mode) throws IOException;

  /** Whether there is a file or directory at {@code path}. */
  boolean exists(Path path) throws IOException;

  /**
   * Bytes from the start of the file to its end, holes included.
   *
   * @throws NoSuchFileException if there is no such file
   */
  long size(Path file) throws IOException;

  /** Files and directories directly in {@code directory}, sorted; none if it does not exist. */
  List<Path> list(Path directory) throws IOException;

  /**
   * Makes {@code directory} and its missing parents, open to their owner only; the names of those
   * it made are durable.
   *
   * @throws java.nio.file.FileAlreadyExistsException if a file is in the way
   */
  void makeDirectories(Path directory) throws IOException;

  /** Gives the file {@code from} the name {@code to} in one step, replacing what stood there. */
  void rename(Path from, Path to) throws IOException;

  /** Removes a file or an empty directory; nothing happens if there is none. */
  void delete(Path path) throws IOException;

  /** Makes durable which names {@code directory} holds. */
  void forceDirectory(Path directory) throws IOException;

  /** What the file takes of the disk: its blocks, reserved ones included, holes not. */
  long allocatedBytes(Path file) throws IOException;

  /** What {@code path} and all below it take of the disk; 0 if there is nothing. */
  default long allocatedBytesBelow(Path path) throws IOException {
    long sum = 0;
    try {
      sum += allocatedBytes(path);
      for (Path child : list(path)) {
        sum += allocatedBytesBelow(child);
      }
    } catch (NoSuchFileException _) {
      // Gone meanwhile.
    }
    return sum;
  }

  /** The room of the file system that holds {@code path}, which must exist. */
  DiskSpace space(Path path) throws IOException;

  /** Another disk, shown with a difference: all that is not overridden is the other's. */
  interface Shown extends Disk {

    Disk disk();

    @Override
    default DiskFile open(Path file, OpenMode mode) throws IOException {
      return disk().open(file, mode);
    }

    @Override
    default boolean exists(Path path) throws IOException {
      return disk().exists(path);
    }

    @Override
    default long size(Path file) throws IOException {
      return disk().size(file);
    }

    @Override
    default List<Path> list(Path directory) throws IOException {
      return disk().list(directory);
    }

    @Override
    default void makeDirectories(Path directory) throws IOException {
      disk().makeDirectories(directory);
    }

    @Override
    default void rename(Path from, Path to) throws IOException {
      disk().rename(from, to);
    }

    @Override
    default void delete(Path path) throws IOException {
      disk().delete(path);
    }

    @Override
    default void forceDirectory(Path directory) throws IOException {
      disk().forceDirectory(directory);
    }

    @Override
    default long allocatedBytes(Path file) throws IOException {
      return disk().allocatedBytes(file);
    }

    @Override
    default DiskSpace space(Path path) throws IOException {
      return disk().space(path);
    }
  }

  /**
   * The whole file.
   *
   * @throws IOException if it is longer than {@code maxBytes}
   */
  default byte[] readAll(Path file, int maxBytes) throws IOException {
    try (DiskFile open = open(file, OpenMode.READ)) {
      long size = open.size();
      if (size > maxBytes) {
        throw new IOException(file + " has " + size + " bytes, more than " + maxBytes);
      }
      ByteBuffer target = ByteBuffer.allocate((int) size);
      open.read(target, 0);
      byte[] bytes = new byte[target.position()];
      target.flip().get(bytes);
      return bytes;
    }
  }
}
