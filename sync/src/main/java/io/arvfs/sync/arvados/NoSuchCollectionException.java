package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * There is no such collection, or this user may not know of it (404); trashed ones count as absent.
 */
public final class NoSuchCollectionException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public NoSuchCollectionException(String message) {
    super(message);
  }
}
