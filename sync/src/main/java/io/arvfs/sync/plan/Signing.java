package io.arvfs.sync.plan;

import java.util.Optional;

/**
 * How the server signs locators when it handles a request, which decides whether a locator that we
 * send equals one that it reads (prediction page, section 5).
 */
public sealed interface Signing {

  /**
   * How much older than a reading of now, in seconds, a locator's expiry must be to differ surely
   * from those that the server will see.
   */
  long SURELY_OLDER_SECONDS = 2;

  /** The cluster does not sign: locators are equal if hash, size and hints are. */
  record Off() implements Signing {}

  /**
   * The cluster signs.
   *
   * @param expiryNowSeconds the expiry, in Unix seconds, that a reading at this moment would show
   *     if the record were not trashed soon
   * @param trashAtSeconds when the record is trashed, in Unix seconds; no signature outlives that
   */
  record At(long expiryNowSeconds, Optional<Long> trashAtSeconds) implements Signing {

    /** The expiry that a reading at this moment shows. */
    long expirySeconds() {
      return isPinned() ? trashAtSeconds.orElseThrow() : expiryNowSeconds;
    }

    /** Whether every reading shows the same expiry from now on. */
    boolean isPinned() {
      return trashAtSeconds.isPresent() && trashAtSeconds.get() <= expiryNowSeconds;
    }
  }

  static Signing off() {
    return new Off();
  }

  static Signing at(long expiryNowSeconds, Optional<Long> trashAtSeconds) {
    return new At(expiryNowSeconds, trashAtSeconds);
  }
}
