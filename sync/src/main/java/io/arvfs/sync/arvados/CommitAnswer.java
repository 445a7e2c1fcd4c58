package io.arvfs.sync.arvados;

import java.time.Instant;
import java.util.Optional;

/** All that is known about a commit's fate once its request has ended. */
public sealed interface CommitAnswer {

  /**
   * The server saved something and says what it now holds. Whether that is what was planned is for
   * the caller to compare.
   */
  record Saved(String uuid, long version, String pdh, Instant modifiedAt) implements CommitAnswer {}

  /**
   * The server did not carry it out, and says so (400, 401, 403, 404, 413, 422). It settles this
   * one sending of the request, no earlier one.
   *
   * @param computedHash the 32 hex digits the server computed, if it refused ours
   */
  record Refused(int status, String message, Optional<String> computedHash)
      implements CommitAnswer {}

  /** The server's queue was full and nothing ran (503 with an empty body). */
  record Busy() implements CommitAnswer {}

  /** No byte of the request left this machine, so nothing can have come of it. */
  record NotSent(String why) implements CommitAnswer {}

  /**
   * It may have been carried out, may be running, or may land later.
   *
   * @param failed whether the API itself says that it failed (500): then it will mostly fail at the
   *     same request again
   */
  record Ambiguous(String why, boolean failed) implements CommitAnswer {

    /** An answer that is not the API's, or none. */
    Ambiguous(String why) {
      this(why, false);
    }
  }
}
