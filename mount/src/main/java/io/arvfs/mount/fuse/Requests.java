package io.arvfs.mount.fuse;

import io.arvfs.fs.command.Errno;
import io.arvfs.mount.fuse.Answer.Given;
import io.arvfs.mount.fuse.Answer.Later;
import io.arvfs.mount.fuse.Answer.Refused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How any request is served: ask, and send what the answer says, now or later. Nothing thrown gets
 * past this class; it becomes one EIO, or the caller would wait for ever. Thread-safe.
 */
final class Requests {

  /** Decodes the arguments of a request, asks the operations, and settles with what they say. */
  interface Question {
    void ask(Request request);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private final Native.Fuse fuse;
  private final BufferPool pool;
  private final LaterWorks laterWorks;
  private final SessionListener listener;
  private final Abandonments abandonments;

  Requests(Native.Fuse fuse, BufferPool pool, LaterWorks laterWorks, SessionListener listener) {
    this.fuse = fuse;
    this.pool = pool;
    this.laterWorks = laterWorks;
    this.listener = listener;
    this.abandonments = new Abandonments(fuse);
  }

  /** Serves the request at {@code pointer}. */
  void serve(String operation, long pointer, Question question) {
    Request request = null;
    try {
      request = new Request(fuse, pool, operation, pointer);
      question.ask(request);
    } catch (InvalidArgumentException e) {
      fail(request, operation, pointer, e.errno(), null);
    } catch (Throwable t) {
      fail(request, operation, pointer, Errno.EIO, t);
    }
    if (request != null && !request.postponed()) {
      release(request);
    }
  }

  /** Sends what {@code answer} says, with {@code reply} if it is a value, later if it says so. */
  <T> void settle(Request request, Answer<T> answer, Reply<T> reply) {
    switch (answer) {
      case Given<T>(T value) -> reply.send(request, value);
      case Refused<T>(Errno errno) -> request.refuse(errno);
      case Later<T>(Work<T> work) -> {
        startLater(request, work, reply);
        request.postpone();
      }
    }
  }

  private <T> void startLater(Request request, Work<T> work, Reply<T> reply) {
    long key = abandonments.register(request.pointer(), work);
    try {
      laterWorks.start(request.operation(), () -> finish(request, work, key, reply));
    } catch (Throwable t) {
      abandonments.forget(key);
      throw t;
    }
  }

  private <T> void finish(Request request, Work<T> work, long key, Reply<T> reply) {
    try {
      Answer<T> answer = work.run();
      while (answer instanceof Later<T>(Work<T> more)) {
        answer = more.run();
      }
      settle(request, answer, reply);
    } catch (InvalidArgumentException e) {
      fail(request, request.operation(), 0, e.errno(), null);
    } catch (Throwable t) {
      fail(request, request.operation(), 0, Errno.EIO, t);
    }
    abandonments.forget(key);
    release(request);
  }

  /** Carries out what nobody waits for: the release of a handle whose opener is gone. */
  void settleUnheard(String operation, Answer<Done> answer) {
    if (answer instanceof Later<Done>(Work<Done> work)) {
      laterWorks.start(operation, () -> finishUnheard(operation, work));
    }
  }

  private void finishUnheard(String operation, Work<Done> work) {
    try {
      Answer<Done> answer = work.run();
      while (answer instanceof Later<Done>(Work<Done> more)) {
        answer = more.run();
      }
    } catch (Throwable t) {
      report(operation, t);
    }
  }

  /**
   * The request may not even exist, when there was no memory for it; it is answered all the same.
   */
  private void fail(
      @Nullable Request request,
      String operation,
      long pointer,
      Errno errno,
      @Nullable Throwable failure) {
    try {
      if (request == null) {
        var _ = fuse.fuse_reply_err(pointer, Errnos.number(errno));
      } else if (!request.answered()) {
        request.refuse(errno);
      }
      if (failure != null) {
        report(operation, failure);
      }
    } catch (Throwable _) {
      // Memory or stack is gone, and the answer is out or cannot go out; throwing helps nobody.
    }
  }

  private void report(String operation, Throwable failure) {
    LOG.debug("{} failed; its caller, if any, got EIO", operation, failure);
    listener.failed(operation, failure);
  }

  private void release(Request request) {
    try {
      request.release();
    } catch (Throwable t) {
      fail(request, request.operation(), 0, Errno.EIO, t);
    }
  }

  /** Runs a callback that has no answer. */
  void run(String operation, Runnable callback) {
    try {
      callback.run();
    } catch (Throwable t) {
      try {
        report(operation, t);
      } catch (Throwable _) {
        // As above: nothing may leave a callback.
      }
    }
  }
}
