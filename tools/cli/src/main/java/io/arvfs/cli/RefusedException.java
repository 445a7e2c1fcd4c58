package io.arvfs.cli;

import java.io.IOException;

/** A command is not carried out: one line for the user, and the status to exit with. */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
