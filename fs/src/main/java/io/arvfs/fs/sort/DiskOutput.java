package io.arvfs.fs.sort;

import io.arvfs.journal.host.DiskFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A file written from its beginning, through a buffer. Confined to one thread. */
public final class DiskOutput extends OutputStream {

  private static final int BUFFER_BYTES = 64 << 10;

  private final DiskFile file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long written;

  /** Closing this closes {@code file}. */
  public DiskOutput(DiskFile file) {
    this.file = file;
  }

  /** Where the next byte goes. */
  public long position() {
    return written + buffer.position();
  }

  @Override
  public void write(int b) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(length - done, buffer.remaining());
      buffer.put(bytes, offset + done, count);
      done += count;
    }
  }

  @Override
  public void flush() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    file.write(buffer, written);
    written += count;
    buffer.clear();
  }

  /** Returns when everything is on the disk. */
  public void force() throws IOException {
    flush();
    file.force();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
