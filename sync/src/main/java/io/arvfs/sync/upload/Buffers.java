package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.Tasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

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
    monitor.awaitUntil(this::count);
    if (size <= SMALL) {
      return new byte[size];
    }
    Optional<byte[]> used = monitor.locked(() -> Optional.ofNullable(idle.poll()));
    return used.orElseGet(() -> new byte[BlockId.MAX_SIZE]);
  }

  private boolean count() {
    if (taken == limit) {
      return false;
    }
    taken++;
    return true;
  }

  void giveBack(byte[] buffer) {
    monitor.locked(
        () -> {
          taken--;
          if (taken == 0) {
            idle.clear();
          } else if (buffer.length == BlockId.MAX_SIZE) {
            idle.push(buffer);
          }
        });
    monitor.changed();
  }
}
