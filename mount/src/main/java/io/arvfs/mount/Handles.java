package io.arvfs.mount;

import io.arvfs.journal.event.Ino;
import io.arvfs.mount.fuse.OpenFlags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The open files of a mount by the number that the kernel has for each. Thread-safe. */
final class Handles {

  /** An open file: which, and how it was opened. */
  record Handle(Ino ino, OpenFlags flags) {}

  private final Map<Long, Handle> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** The number of a new handle. */
  long add(Ino ino, OpenFlags flags) {
    long number = last.incrementAndGet();
    open.put(number, new Handle(ino, flags));
    return number;
  }

  @Nullable Handle get(long number) {
    return open.get(number);
  }

  @Nullable Handle remove(long number) {
    return open.remove(number);
  }
}
