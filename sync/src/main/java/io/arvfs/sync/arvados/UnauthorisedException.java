package io.arvfs.sync.arvados;

import java.io.IOException;

/** The server does not know this token, or it has expired (401). A new token is needed. */
public final class UnauthorisedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public UnauthorisedException(String message) {
    super(message);
  }
}
