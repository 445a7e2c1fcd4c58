package io.arvfs.mount;

import java.io.IOException;

/** A mount cannot start; the message is one line: what was wrong, which value, what to do. */
public final class StartRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  StartRefusedException(String line) {
    super(line);
  }

  StartRefusedException(String line, Throwable cause) {
    super(line, cause);
  }
}
