package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * Keep refused a locator's signature: expired, of another token, or absent. A fresh locator helps,
 * once.
 */
public final class SignatureExpiredException extends IOException {

  private static final long serialVersionUID = 1L;

  /** One line that says what was asked, of whom, and with which request id. */
  public SignatureExpiredException(String message) {
    super(message);
  }
}
