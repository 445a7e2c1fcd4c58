package io.arvfs.sync.arvados;

import java.io.IOException;

/**
 * The server understood the request and refused it for what it says (400, 413, 422 and other 4xx
 * that have no name of their own). Repeating it does not help.
 */
public final class RequestRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** One line that says what was asked, of whom, and with which request id. */
  public RequestRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the refusal names the index that keeps names of one owner unique. */
  public boolean isNameTaken() {
    String message = getMessage();
    return status == 422 && message != null && message.contains("_on_owner_uuid_and_name");
  }
}
