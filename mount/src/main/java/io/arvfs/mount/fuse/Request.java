package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;
import io.arvfs.mount.fuse.BufferPool.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One request of the kernel, answered at most once, and the memory it needs until then. Passed from
 * the loop thread to at most one other; confined to whichever has it.
 */
final class Request {

  private static final long NONE = 0;

  private final Native.Fuse fuse;
  private final BufferPool pool;
  private final String operation;
  private final List<Buffer> buffers = new ArrayList<>(2);
  private long pointer;
  private long received;
  private volatile boolean postponed;

  Request(Native.Fuse fuse, BufferPool pool, String operation, long pointer) {
    this.fuse = fuse;
    this.pool = pool;
    this.operation = operation;
    this.pointer = pointer;
  }

  String operation() {
    return operation;
  }

  /** libfuse's pointer to the request, good until it is answered. */
  long pointer() {
    return pointer;
  }

  boolean answered() {
    return pointer == NONE;
  }

  /** libfuse's pointer to the request, for the one reply that frees it. */
  long take() {
    if (pointer == NONE) {
      throw new IllegalStateException(operation + " answered twice");
    }
    long taken = pointer;
    pointer = NONE;
    return taken;
  }

  /** Leaves the request to the thread that will finish it; the one that says so is done with it. */
  void postpone() {
    postponed = true;
  }

  boolean postponed() {
    return postponed;
  }

  /** Answers with an error. */
  void refuse(Errno errno) {
    var _ = fuse.fuse_reply_err(take(), Errnos.number(errno));
  }

  /** Memory for this request, given back by {@link #release}. */
  Buffer buffer(long size) {
    Buffer buffer = pool.take(size);
    buffers.add(buffer);
    return buffer;
  }

  /** Makes this request the owner of the memory it was received in. */
  void own(long memory) {
    received = memory;
  }

  /** Gives back all memory of this request. */
  void release() {
    buffers.forEach(pool::give);
    buffers.clear();
    if (received != NONE) {
      Native.LIBC.free(received);
      received = NONE;
    }
  }
}
