package io.arvfs.sync.arvados;

import java.io.IOException;

/** Every writable Keep service that answered is out of space (507). */
public final class KeepFullException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public KeepFullException(String message) {
    super(message);
  }
}
