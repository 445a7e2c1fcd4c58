package io.arvfs.sync.arvados;

import java.time.Duration;
import java.util.Optional;

/**
 * Every bound of the HTTP clients.
 *
 * @param userAgent what the server's logs call this client
 * @param connectTimeout for one address, API and Keep alike
 * @param readTimeout silence after which a read of the API is given up
 * @param keepTimeout silence after which a transfer of a block is given up
 * @param proxyTimeout the same through a Keep proxy, which is silent while it makes the copies
 * @param firstContact until the server has answered once: all a call may take, attempts and pauses
 *     together; below ten seconds, so that a mount that cannot start says so
 * @param commitGrace what a commit is waited for beyond the server's own request timeout
 * @param attempts of one read, and rounds over the Keep services, the first included
 * @param firstPause before the second attempt; doubles from there, less a random part
 * @param longestPause between two attempts
 */
public record HttpOptions(
    String userAgent,
    Duration connectTimeout,
    Duration readTimeout,
    Duration keepTimeout,
    Duration proxyTimeout,
    Duration firstContact,
    Duration commitGrace,
    int attempts,
    Duration firstPause,
    Duration longestPause) {

  /**
   * @throws IllegalArgumentException if not even one attempt is allowed
   */
  public HttpOptions {
    if (attempts < 1) {
      throw new IllegalArgumentException(attempts + " attempts");
    }
  }

  /** What a mount uses. */
  public static HttpOptions standard() {
    String version = HttpOptions.class.getPackage().getImplementationVersion();
    return new HttpOptions(
        "arv-fs/" + Optional.ofNullable(version).orElse("dev"),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofSeconds(8),
        Duration.ofSeconds(30),
        4,
        Duration.ofMillis(250),
        Duration.ofSeconds(4));
  }
}
