package io.arvfs.sync.arvados;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of a call that another task makes, for a caller who will not wait as long as the call
 * may take. Thread-safe.
 */
final class Handover {

  private final Tasks.Monitor monitor;
  private Optional<Answer> answer = Optional.empty();
  private Optional<IOException> failure = Optional.empty();
  private boolean over;

  Handover(Tasks tasks) {
    this.monitor = tasks.monitor();
  }

  /** Makes the call, on the other task. */
  void make(Wire.Step<Answer> call) {
    try {
      Answer arrived = call.run();
      monitor.locked(() -> answer = Optional.of(arrived));
    } catch (IOException e) {
      monitor.locked(() -> failure = Optional.of(e));
    } finally {
      monitor.locked(() -> over = true);
      monitor.changed();
    }
  }

  /**
   * The answer, if it comes in time.
   *
   * @throws SocketTimeoutException if it does not
   */
  Answer await(Duration limit) throws IOException {
    try {
      if (!monitor.awaitUntil(() -> over, limit)) {
        throw new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
      }
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while waiting for an answer");
    }
    return answer.orElseThrow(() -> failure.orElseGet(() -> new IOException("the call broke off")));
  }
}
