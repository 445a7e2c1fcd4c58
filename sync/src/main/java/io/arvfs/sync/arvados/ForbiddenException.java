package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * The token is good but may not do this (403): its scopes, the record's permissions, or a frozen
 * project.
 */
public final class ForbiddenException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public ForbiddenException(String message) {
    super(message);
  }
}
