package io.arvfs.journal.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of the real file system, read past the kernel's cache (O_DIRECT), at any place.
 * Thread-safe; one read at a time.
 */
final class DirectFile implements DiskFile {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final OpenOption DIRECT = direct();

  private final Path path;
  private final FileChannel channel;
  private final int blockBytes;
  private final ByteBuffer buffer;

  private DirectFile(Path path, FileChannel channel, int blockBytes) {
    this.path = path;
    this.channel = channel;
    this.blockBytes = blockBytes;
    this.buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + 2 * blockBytes).alignedSlice(blockBytes);
    ChannelFile.uninterruptible(channel);
  }

  /** The JDK's option for it, which is exported, but not for compilers that are strict. */
  private static OpenOption direct() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option instanceof OpenOption found && option.toString().equals("DIRECT")) {
          return found;
        }
      }
      throw new IllegalStateException("this JDK cannot read past the cache");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  static DirectFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    FileChannel channel = openChannel(path);
    boolean opened = false;
    try {
      int blockBytes = (int) Files.getFileStore(path).getBlockSize();
      DirectFile file = new DirectFile(path, channel, blockBytes);
      opened = true;
      return file;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /** A failing disk is none that cannot be read past its cache, and must not pass for one. */
  private static FileChannel openChannel(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ, DIRECT);
    } catch (UnsupportedOperationException e) {
      throw new DirectReadRefusedException(path + " cannot be read past the cache", e);
    } catch (IOException e) {
      if (SystemCalls.isInvalidArgument(e)) {
        throw new DirectReadRefusedException(path + " cannot be read past the cache", e);
      }
      throw e;
    }
  }

  @Override
  public int read(ByteBuffer target, long offset) throws IOException {
    int start = target.position();
    boolean more = true;
    while (more && target.hasRemaining()) {
      more = readPart(target, offset + target.position() - start);
    }
    int read = target.position() - start;
    return read == 0 && target.hasRemaining() ? -1 : read;
  }

  /** Reads some bytes; false at the end of the file. */
  private boolean readPart(ByteBuffer target, long offset) throws IOException {
    synchronized (buffer) {
      long from = offset - offset % blockBytes;
      int skip = (int) (offset - from);
      int wanted = Math.min(target.remaining(), BUFFER_BYTES - skip) + skip;
      buffer.clear().limit(Math.ceilDiv(wanted, blockBytes) * blockBytes);
      int read = channel.read(buffer, from);
      if (read <= skip) {
        return false;
      }
      buffer.position(skip).limit(Math.min(read, wanted));
      target.put(buffer);
      return true;
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void write(ByteBuffer source, long offset) throws IOException {
    throw forReading();
  }

  @Override
  public void truncate(long size) throws IOException {
    throw forReading();
  }

  @Override
  public void reserve(long offset, long length) throws IOException {
    throw forReading();
  }

  @Override
  public void force() throws IOException {
    throw forReading();
  }

  private IOException forReading() {
    return new IOException(path + " is open for reading");
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
