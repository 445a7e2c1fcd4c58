package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of uploads: so many blocks at once and no more. Full-size arrays are used again while
 * any upload runs and let go when none does; small blocks get arrays of their own size, which count
 * all the same. Thread-safe.
 */
final class Buffers {

  private static final int SMALL = 1 << 20;

  private final Tasks.Monitor monitor;
  private final int limit;
  private final Deque<byte[]> idle = new ArrayDeque<>();
  private int taken;

  Buffers(Tasks tasks, int limit) {
    this.monitor = tasks.monitor();
    this.limit = limit;
  }

  /** An array of at least {@code size} bytes, when one may be had; to be given back. */
  byte[] take(int size) throws InterruptedException {
    monitor.lock();
    try {
      while (taken == limit) {
        monitor.await();
      }
      taken++;
      if (size > SMALL && !idle.isEmpty()) {
        return idle.pop();
      }
    } finally {
      monitor.unlock();
    }
    return new byte[size > SMALL ? BlockId.MAX_SIZE : size];
  }

  void giveBack(byte[] buffer) {
    monitor.lock();
    try {
      taken--;
      if (taken == 0) {
        idle.clear();
      } else if (buffer.length == BlockId.MAX_SIZE) {
        idle.push(buffer);
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
