package io.arvfs.journal.index;

import java.io.IOException;

/** An index has other families than this program: another version made it. Make it again. */
public final class OtherFamiliesException extends IOException {

  private static final long serialVersionUID = 1L;

  OtherFamiliesException(String message) {
    super(message);
  }
}
