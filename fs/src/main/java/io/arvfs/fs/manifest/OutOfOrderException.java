package io.arvfs.fs.manifest;

import java.io.IOException;
import java.io.Serial;

/** A text that the server would write in another order. It has to be sorted. */
final class OutOfOrderException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  OutOfOrderException(int line) {
    super("line " + line + " is not in its place");
  }
}
