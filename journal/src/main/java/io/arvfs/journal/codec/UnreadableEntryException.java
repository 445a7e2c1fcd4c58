package io.arvfs.journal.codec;

import java.io.IOException;

/** A frame is whole, yet its payload is not what this version of the program can read. */
public final class UnreadableEntryException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableEntryException(String message, Throwable cause) {
    super(message, cause);
  }
}
