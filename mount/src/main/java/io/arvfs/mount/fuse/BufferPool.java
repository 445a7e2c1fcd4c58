package io.arvfs.mount.fuse;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Native memory that replies are built in, taken and given back by any thread. Kept in three sizes,
 * at most {@link #RETAINED} of each; more are made when needed and freed when given back, so taking
 * never waits. Thread-safe.
 */
final class BufferPool {

  /** The sizes kept, in bytes: an answer, a read of ordinary read-ahead, the largest read. */
  static final int[] SIZES = {1 << 10, 128 << 10, 1 << 20};

  /** How many unused buffers of each size are kept. */
  static final int RETAINED = 32;

  private static final int NO_SIZE = -1;

  /** A piece of native memory, of at least the size asked for. */
  record Buffer(long address, long capacity, int sizeIndex) {}

  private record Shelf(ConcurrentLinkedQueue<Buffer> unused, AtomicInteger count) {}

  private final Shelf[] shelves = new Shelf[SIZES.length];

  BufferPool() {
    for (int i = 0; i < SIZES.length; i++) {
      shelves[i] = new Shelf(new ConcurrentLinkedQueue<>(), new AtomicInteger());
    }
  }

  /** Memory of {@code size} bytes or more, its content left over from before. */
  Buffer take(long size) {
    for (int i = 0; i < SIZES.length; i++) {
      if (size <= SIZES[i]) {
        Buffer spare = shelves[i].unused().poll();
        if (spare == null) {
          return allocate(SIZES[i], i);
        }
        shelves[i].count().decrementAndGet();
        return spare;
      }
    }
    return allocate(size, NO_SIZE);
  }

  private static Buffer allocate(long size, int sizeIndex) {
    long address = Native.LIBC.malloc(size);
    if (address == 0) {
      throw new OutOfMemoryError(size + " bytes of native memory");
    }
    return new Buffer(address, size, sizeIndex);
  }

  /** Takes back what {@link #take} gave; nobody may touch it any more. */
  void give(Buffer buffer) {
    if (buffer.sizeIndex() == NO_SIZE) {
      Native.LIBC.free(buffer.address());
      return;
    }
    Shelf shelf = shelves[buffer.sizeIndex()];
    if (shelf.count().incrementAndGet() > RETAINED) {
      shelf.count().decrementAndGet();
      Native.LIBC.free(buffer.address());
    } else {
      shelf.unused().add(buffer);
    }
  }

  /** Frees what is unused; what is still out is freed when it comes back, or kept. */
  void drain() {
    for (Shelf shelf : shelves) {
      for (Buffer b = shelf.unused().poll(); b != null; b = shelf.unused().poll()) {
        shelf.count().decrementAndGet();
        Native.LIBC.free(b.address());
      }
    }
  }
}
