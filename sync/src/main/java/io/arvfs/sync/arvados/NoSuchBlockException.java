package io.arvfs.sync.arvados;

import java.io.IOException;

/** Every Keep service says it does not have the block (404). */
public final class NoSuchBlockException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public NoSuchBlockException(String message) {
    super(message);
  }
}
