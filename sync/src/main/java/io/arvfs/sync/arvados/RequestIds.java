package io.arvfs.sync.arvados;

import java.util.random.RandomGenerator;

/** Names for requests, by which the server's logs and our errors find each other. Thread-safe. */
final class RequestIds {

  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 20;

  private final RandomGenerator random;

  /**
   * @param random safe for use by several threads at once
   */
  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    StringBuilder id = new StringBuilder("req-");
    for (int n = 0; n < LENGTH; n++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }
}
