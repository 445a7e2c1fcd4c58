package io.arvfs.journal.host;

import java.io.IOException;

/** The file system cannot read past the kernel's cache. */
public final class DirectReadRefusedException extends IOException {

  private static final long serialVersionUID = 1;

  public DirectReadRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
