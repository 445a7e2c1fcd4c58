package io.arvfs.journal.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file of a {@link Disk}. Thread-safe: reads, writes and forces may run in parallel, and
 * interrupting a thread inside one neither ends it nor closes the file.
 */
public interface DiskFile extends Closeable {

  /**
   * Fills {@code target} from {@code offset} on, stopping early only at the end of the file.
   *
   * @return bytes read; -1 if there was room but not one byte
   */
  int read(ByteBuffer target, long offset) throws IOException;

  /**
   * Writes all of {@code source} at {@code offset}; a gap before it reads as zeros. If it fails,
   * any part may have been written.
   *
   * @throws OutOfSpaceException if the file system is full
   */
  void write(ByteBuffer source, long offset) throws IOException;

  /** Bytes from the start of the file to its end. */
  long size() throws IOException;

  /** Cuts the file to {@code size} bytes; one that is shorter stays as it is. */
  void truncate(long size) throws IOException;

  /** Returns when all bytes written before the call, and the size, are on the disk (fdatasync). */
  void force() throws IOException;

  /**
   * Takes disk space for these bytes, so that writing them cannot fail for want of it. The file
   * grows to hold them; bytes never written read as zeros.
   *
   * @throws OutOfSpaceException if the file system is full
   */
  void reserve(long offset, long length) throws IOException;

  /** A file over another: what is not told otherwise, that one does. */
  interface Shown extends DiskFile {

    DiskFile file();

    @Override
    default int read(ByteBuffer target, long offset) throws IOException {
      return file().read(target, offset);
    }

    @Override
    default void write(ByteBuffer source, long offset) throws IOException {
      file().write(source, offset);
    }

    @Override
    default long size() throws IOException {
      return file().size();
    }

    @Override
    default void truncate(long size) throws IOException {
      file().truncate(size);
    }

    @Override
    default void force() throws IOException {
      file().force();
    }

    @Override
    default void reserve(long offset, long length) throws IOException {
      file().reserve(offset, length);
    }

    @Override
    default void close() throws IOException {
      file().close();
    }
  }

  /** A file that nobody changes: who tries has a bug. */
  interface ReadOnly extends DiskFile {

    @Override
    default void write(ByteBuffer source, long offset) {
      throw refusal();
    }

    @Override
    default void truncate(long size) {
      throw refusal();
    }

    @Override
    default void force() {
      throw refusal();
    }

    @Override
    default void reserve(long offset, long length) {
      throw refusal();
    }

    private static UnsupportedOperationException refusal() {
      return new UnsupportedOperationException("this file is only read");
    }
  }
}
