package io.arvfs.journal.index;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The index cannot be read or written. No data is lost: it can be deleted and made again from the
 * journal.
 */
public class IndexFailedException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  IndexFailedException(String what, Throwable cause) {
    super(new IOException("index: " + what + ": " + cause.getMessage(), cause));
  }
}
