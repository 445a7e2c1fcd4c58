package io.arvfs.mount.fuse;

import io.arvfs.mount.fuse.Structs.Buf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that receives requests and has libfuse turn them into callbacks, until the mount is
 * gone. It waits in a native read, which only an unmount or an abort ends. A daemon: a process may
 * end while it waits.
 */
final class LoopThread extends Thread {

  private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

  private final Native.Fuse fuse;
  private final long session;
  private final long buf;

  LoopThread(Native.Fuse fuse, long session, int number) {
    super("arv-fuse-" + number);
    setDaemon(true);
    this.fuse = fuse;
    this.session = session;
    this.buf = Native.LIBC.malloc(Buf.SIZE);
    Memory.clear(buf, Buf.SIZE);
  }

  @Override
  public void run() {
    try {
      while (receive()) {
        process();
      }
    } finally {
      Native.LIBC.free(Memory.getLong(buf + Buf.MEMORY));
      Native.LIBC.free(buf);
    }
  }

  /** Waits for a request; false when there will be none. libfuse allocates the memory it needs. */
  private boolean receive() {
    while (true) {
      int result = fuse.fuse_session_receive_buf(session, buf);
      if (result > 0) {
        return true;
      }
      if (result != -Errnos.EINTR && result != -Errnos.EAGAIN) {
        if (result < 0) {
          LOG.error("receiving requests failed with error {}", -result);
        }
        return false;
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void process() {
    try {
      fuse.fuse_session_process_buf(session, buf);
    } catch (Throwable t) {
      // No callback throws; should the binding itself, the loop must still live for the others.
      LOG.error("a request was lost", t);
    }
  }

  /**
   * Gives the memory of the request being processed to the caller, who frees it; the next request
   * gets memory of its own. Only from a callback on this thread.
   */
  long handOver() {
    long memory = Memory.getLong(buf + Buf.MEMORY);
    Memory.putLong(buf + Buf.MEMORY, 0);
    return memory;
  }
}
