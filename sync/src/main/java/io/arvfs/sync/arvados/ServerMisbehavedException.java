package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * An answer came that is not an answer of the API: a 5xx, HTML from something in between, a body
 * that cannot be read, a block whose bytes are not its own. Trying again may help.
 */
public final class ServerMisbehavedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public ServerMisbehavedException(String message) {
    super(message);
  }
}
