package io.arvfs.mount.fuse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which works the kernel may interrupt, each by a number that libfuse hands back when the client of
 * its request got a signal. Thread-safe.
 */
final class Abandonments {

  private static final Logger LOG = LoggerFactory.getLogger(Abandonments.class);

  private final Native.Fuse fuse;
  private final Map<Long, Work<?>> works = new ConcurrentHashMap<>();
  private final AtomicLong lastKey = new AtomicLong();
  private final Closures closures = new Closures();
  private final long callback;

  Abandonments(Native.Fuse fuse) {
    this.fuse = fuse;
    this.callback = closures.address(Callbacks.LL.class, (_, key) -> abandoned(key));
  }

  /** Listens for signals on behalf of {@code work}, whose request must still be unanswered. */
  long register(long request, Work<?> work) {
    long key = lastKey.incrementAndGet();
    works.put(key, work);
    fuse.fuse_req_interrupt_func(request, callback, key);
    return key;
  }

  /** The work is done. */
  void forget(long key) {
    works.remove(key);
  }

  private void abandoned(long key) {
    try {
      Work<?> work = works.get(key);
      if (work != null) {
        work.abandoned();
      }
    } catch (Throwable t) {
      try {
        LOG.error("work could not be abandoned", t);
      } catch (Throwable _) {
        // A callback lets nothing out.
      }
    }
  }
}
