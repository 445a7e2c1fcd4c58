package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel is to forget, on its way there. The kernel takes the lock of the inode or
 * directory concerned, which a client may hold while it waits for one of our answers; so it is told
 * on threads that do nothing else. The same thing told twice while waiting is told once.
 * Thread-safe.
 */
final class Notifier {

  /** How many notices wait before callers do, except loop threads. */
  static final int PENDING_LIMIT = 65_536;

  private static final int THREADS = 4;
  private static final long WHOLE_FILE = 0;

  private sealed interface Notice {
    record OfNode(Ino ino) implements Notice {}

    record OfName(Ino parent, Name name) implements Notice {}
  }

  private final Native.Fuse fuse;
  private final long session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Notice> pending = new LinkedHashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private int beingTold;
  private boolean closed;

  Notifier(Native.Fuse fuse, long session) {
    this.fuse = fuse;
    this.session = session;
  }

  void start() {
    for (int i = 1; i <= THREADS; i++) {
      Thread thread = new Thread(this::send, "arv-fuse-notify-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  void node(Ino ino) {
    add(new Notice.OfNode(ino));
  }

  void name(Ino parent, Name name) {
    add(new Notice.OfName(parent, name));
  }

  /** A loop thread may not wait, so it may pass the limit; there are few of them. */
  private void add(Notice notice) {
    lock.lock();
    try {
      while (!closed
          && pending.size() >= PENDING_LIMIT
          && !(Thread.currentThread() instanceof LoopThread)) {
        changed.awaitUninterruptibly();
      }
      if (!closed && pending.add(notice)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    for (Notice notice = next(); notice != null; notice = next()) {
      tell(notice);
      told();
    }
  }

  private void told() {
    lock.lock();
    try {
      beingTold--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the kernel was told everything; false if {@code patience} ran out first. Not for
   * whom a client waits, who may hold the lock that the kernel needs.
   */
  boolean awaitTold(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!closed && (beingTold > 0 || !pending.isEmpty())) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a notice; null when there will be none. */
  private @Nullable Notice next() {
    lock.lock();
    try {
      while (pending.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      Iterator<Notice> oldest = pending.iterator();
      Notice notice = oldest.next();
      oldest.remove();
      beingTold++;
      changed.signalAll();
      return notice;
    } finally {
      lock.unlock();
    }
  }

  /** What the kernel does not know it cannot forget; such errors mean that all is well. */
  private void tell(Notice notice) {
    var _ =
        switch (notice) {
          case Notice.OfNode(Ino ino) ->
              fuse.fuse_lowlevel_notify_inval_inode(session, ino.value(), WHOLE_FILE, WHOLE_FILE);
          case Notice.OfName(Ino parent, Name name) -> {
            try (NativePath text = NativePath.of(name.bytes())) {
              yield fuse.fuse_lowlevel_notify_inval_entry(
                  session, parent.value(), text.address(), name.length());
            }
          }
        };
  }

  /** Drops what waits and ends the threads; false if one is still in the kernel after that long. */
  boolean close(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      pending.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean ended = true;
    for (Thread thread : threads) {
      ended &= thread.join(patience);
    }
    return ended;
  }
}
