package io.arvfs.journal.log;

import java.io.IOException;

/** A force failed earlier: what is on the disk is unknown, and nothing is promised any more. */
public final class PoisonedException extends IOException {

  private static final long serialVersionUID = 1;

  public PoisonedException(Throwable cause) {
    super("a force failed: " + cause.getMessage(), cause);
  }
}
