package io.arvfs.sync.arvados;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that repeats a request, and that knows which failures are permanent. Only for
 * requests that may be carried out twice. Thread-safe.
 *
 * <p>Before the first contact everything together, pauses too, has the limit {@link
 * HttpOptions#firstContact}: a mount that cannot start must say so soon. Afterwards an attempt ends
 * by silence only, since a large manifest may take its time.
 */
final class Retry {

  /** One sending of a request. */
  @FunctionalInterface
  interface Attempt<T> {

    /** Sends it; {@code limit} is all the time it may take, zero meaning that silence decides. */
    T send(Duration limit) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  /** Zero would mean "no limit". */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final HttpOptions options;
  private final Tasks tasks;
  private final RandomGenerator random;
  private volatile boolean contacted;

  Retry(HttpOptions options, Tasks tasks, RandomGenerator random) {
    this.options = options;
    this.tasks = tasks;
    this.random = random;
  }

  /** From now on the server is known to exist. */
  void contacted() {
    contacted = true;
  }

  /** Whether repeating the request that failed so is useless until something else changes. */
  static boolean isPermanent(IOException failure) {
    return switch (failure) {
      case ServerUnreachableException e -> e.isPermanent();
      case ServerMisbehavedException _ -> false;
      default -> true;
    };
  }

  /**
   * Sends until it succeeds, fails for good, or the attempts are used up; then the last failure.
   */
  <T> T of(Attempt<T> attempt) throws IOException {
    long start = tasks.nanoTime();
    for (int n = 1; ; n++) {
      try {
        return attempt.send(contacted ? Duration.ZERO : left(start));
      } catch (ServerUnreachableException | ServerMisbehavedException e) {
        if (n >= options.attempts() || isPermanent(e)) {
          throw e;
        }
        Duration wait = backOff(n);
        if (!contacted && left(start).compareTo(wait) <= 0) {
          throw e;
        }
        LOG.debug("Attempt {} failed, the next in {} ms: {}", n, wait.toMillis(), e.getMessage());
        sleep(wait);
      }
    }
  }

  /** Waits as long as is due after the {@code n}th failure, from 1. */
  void pauseAfter(int n) throws IOException {
    sleep(backOff(n));
  }

  private Duration left(long startNanos) {
    Duration rest = options.firstContact().minusNanos(tasks.nanoTime() - startNanos);
    return rest.isPositive() ? rest : SHORTEST;
  }

  /** Doubling, and between half and all of it, so that clients do not come back in step. */
  private Duration backOff(int failures) {
    long full = options.firstPause().toNanos() << Math.min(failures - 1, 20);
    long most = Math.min(full, options.longestPause().toNanos());
    return Duration.ofNanos(most / 2 + random.nextLong(Math.max(1, most / 2)));
  }

  private void sleep(Duration wait) throws IOException {
    try {
      tasks.sleep(wait);
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted between two attempts");
    }
  }
}
