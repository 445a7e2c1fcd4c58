package io.arvfs.journal.host;

import java.io.InterruptedIOException;

/** Whoever the work was for waits no more; nothing of it was done. */
public final class AbandonedException extends InterruptedIOException {

  private static final long serialVersionUID = 1L;

  AbandonedException() {
    super("nobody waits for it any more");
  }
}
