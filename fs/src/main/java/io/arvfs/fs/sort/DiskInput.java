package io.arvfs.fs.sort;

import io.arvfs.journal.host.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of a file from some offset on, through a buffer. Confined to one thread. */
public final class DiskInput extends InputStream {

  private static final int BUFFER_BYTES = 64 << 10;

  private final DiskFile file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long next;

  /** Begins at {@code offset}; closing this closes {@code file}. */
  public DiskInput(DiskFile file, long offset) {
    this.file = file;
    this.next = offset;
  }

  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear();
    int count = file.read(buffer, next);
    buffer.flip();
    next += Math.max(0, count);
    return buffer.hasRemaining();
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
