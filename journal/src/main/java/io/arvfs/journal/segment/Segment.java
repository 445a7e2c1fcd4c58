package io.arvfs.journal.segment;

import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Runway;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;

/** One segment file. Places are given under the lock of {@link Segments}; the rest is parallel. */
final class Segment implements Closeable {

  private final int number;

  /** Appends of fewer bytes are small. */
  private static final int SMALL_BYTES = 32 << 10;

  private final DiskFile file;
  private final Runway runway;
  private final AtomicLong unforced = new AtomicLong();

  /** Of all segments together. */
  private final AtomicLong allUnforced;

  private volatile boolean closed;

  /** End of the last range that has a place, and of what is reserved; under the owner's lock. */
  private long end;

  private long reserved;

  /** How many read it, or appended what no row names yet; under the owner's lock. */
  private int pins;

  /** Counts the uses of all segments; under the owner's lock. */
  private long lastUse;

  /**
   * @param allUnforced the bytes not yet forced of all segments together
   */
  Segment(int number, DiskFile file, AtomicLong allUnforced) {
    this.number = number;
    this.file = file;
    this.runway = Runway.of(file);
    this.allUnforced = allUnforced;
  }

  int number() {
    return number;
  }

  long end() {
    return end;
  }

  void pin(long use) {
    pins++;
    lastUse = use;
  }

  long lastUse() {
    return lastUse;
  }

  void unpin() {
    pins--;
  }

  boolean isPinned() {
    return pins > 0;
  }

  /** Gives the next {@code length} bytes away; space for them is taken. */
  long place(int length, long reserveBytes) throws IOException {
    if (end + length > reserved) {
      reserve(end + length, reserveBytes);
    }
    long offset = end;
    if (length < SMALL_BYTES) {
      runway.extend(offset + length, reserved);
    } else {
      runway.skip(offset + length);
    }
    end += length;
    return offset;
  }

  private void reserve(long needed, long reserveBytes) throws IOException {
    long wanted = Math.max(needed, reserved + reserveBytes);
    try {
      file.reserve(reserved, wanted - reserved);
      reserved = wanted;
    } catch (OutOfSpaceException _) {
      file.reserve(reserved, needed - reserved);
      reserved = needed;
    }
  }

  /** Takes the place back, if it is still the last. */
  void giveBack(long offset, int length) {
    if (end == offset + length) {
      end = offset;
    }
  }

  void write(ByteBuffer bytes, long offset) throws IOException {
    int length = bytes.remaining();
    file.write(bytes, offset);
    allUnforced.addAndGet(length);
    unforced.addAndGet(length);
  }

  int read(ByteBuffer target, long offset) throws IOException {
    return file.read(target, offset);
  }

  long unforcedBytes() {
    return unforced.get();
  }

  /** Forces what was written before the call. */
  void force() throws IOException {
    long covered = unforced.get();
    try {
      file.force();
    } catch (ClosedChannelException e) {
      if (!closed) {
        throw e;
      }
      // Deleted meanwhile: nobody needs its bytes.
    }
    settle(covered);
  }

  /** So many bytes, or all there are, need no force any more. */
  private void settle(long bytes) {
    long before = unforced.getAndUpdate(left -> left - Math.min(left, bytes));
    allUnforced.addAndGet(-Math.min(before, bytes));
  }

  /** Gives back what was reserved beyond the last range. */
  void trimReserve() throws IOException {
    if (reserved > end) {
      file.truncate(end);
      reserved = end;
    }
  }

  /** What was not forced is not going to be. */
  @Override
  public void close() throws IOException {
    closed = true;
    settle(Long.MAX_VALUE);
    file.close();
  }
}
