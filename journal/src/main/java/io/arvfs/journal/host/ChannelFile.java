package io.arvfs.journal.host;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file of the real file system. Thread-safe.
 *
 * <p>The JDK closes a channel under all its users when a thread inside it is interrupted; here one
 * cancelled reader would take the journal down. The switch against that is internal to the JDK, and
 * opened by the flags that every start of this program carries.
 */
final class ChannelFile implements DiskFile {

  private static final int ZEROS_BYTES = 1 << 16;
  private static final Method SET_UNINTERRUPTIBLE = setUninterruptible();

  private final Path path;
  private final FileChannel channel;

  ChannelFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    uninterruptible(channel);
  }

  static void uninterruptible(FileChannel channel) {
    try {
      SET_UNINTERRUPTIBLE.invoke(channel);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a JVM flag is missing: --add-exports sun.nio.ch", e);
    }
  }

  private static Method setUninterruptible() {
    try {
      return Class.forName("sun.nio.ch.FileChannelImpl").getMethod("setUninterruptible");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      int read = channel.read(target, offset + target.position() - start);
      if (read < 0) {
        return target.position() == start ? -1 : target.position() - start;
      }
    }
    return target.position() - start;
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    try {
      long at = offset;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    } catch (IOException e) {
      throw SystemCalls.named(e, path);
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public void force() throws IOException {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw SystemCalls.named(e, path);
    }
  }

  @Override
  public void reserve(long offset, long length) throws IOException {
    if (length > 0 && !SystemCalls.fallocate(path, offset, length)) {
      writeZeros(Math.max(offset, size()), offset + length);
    }
  }

  /** The slow way of file systems without fallocate; touches only what lies past the end. */
  private void writeZeros(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      int part = (int) Math.min(ZEROS_BYTES, to - at);
      write(ByteBuffer.allocate(part), at);
      at += part;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
