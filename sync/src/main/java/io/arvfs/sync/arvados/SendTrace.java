package io.arvfs.sync.arvados;

import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Whether a request has begun to leave this machine. It rides on the request as a tag; set just
 * before the first byte is written, so it errs towards "sent". Thread-safe.
 */
final class SendTrace {

  private volatile boolean begun;

  boolean hasBegun() {
    return begun;
  }

  /** Marks the trace of each call that carries one. */
  static final class Listener extends EventListener {

    @Override
    public void requestHeadersStart(Call call) {
      SendTrace trace = call.request().tag(SendTrace.class);
      if (trace != null) {
        trace.begun = true;
      }
    }
  }
}
