package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * The settings do not say which server to talk to, or how; the message says what is missing and
 * what to do.
 */
public final class SettingsException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public SettingsException(String message) {
    super(message);
  }
}
