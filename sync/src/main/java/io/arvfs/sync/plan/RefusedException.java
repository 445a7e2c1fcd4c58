package io.arvfs.sync.plan;

import java.io.IOException;
import java.io.Serial;

/** Carries a refusal out of the steps of a prediction; never leaves the package. */
final class RefusedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int SERVER_ERROR = 500;

  private final int status;
  private final String why;

  RefusedException(int status, String why) {
    super(why);
    this.status = status;
    this.why = why;
  }

  Prediction.Refused refused() {
    return new Prediction.Refused(status, why);
  }
}
