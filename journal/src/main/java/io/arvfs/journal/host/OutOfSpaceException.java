package io.arvfs.journal.host;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file system is full, or its quota for this user is. */
public final class OutOfSpaceException extends IOException {

  private static final long serialVersionUID = 1;

  public OutOfSpaceException(String message) {
    super(message);
  }

  public OutOfSpaceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
