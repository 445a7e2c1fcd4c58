package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.JsonNode;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Requests with this user's token and a request id, and answers as JSON or as an exception named
 * for what went wrong. Thread-safe.
 */
final class Wire implements AutoCloseable {

  private static final String REQUEST_ID = "X-Request-Id";

  private final Settings settings;
  private final HttpOptions options;
  private final Tasks tasks;
  private final Http http;
  private final Retry retry;
  private final RequestIds ids;
  private volatile Duration clockOffset = Duration.ZERO;

  Wire(Settings settings, HttpOptions options, Tasks tasks, RandomGenerator random)
      throws SettingsException {
    this.settings = settings;
    this.options = options;
    this.tasks = tasks;
    this.http = new Http(settings, options, tasks);
    this.retry = new Retry(options, tasks, random);
    this.ids = new RequestIds(random);
  }

  Token token() {
    return settings.token();
  }

  HttpOptions options() {
    return options;
  }

  Tasks tasks() {
    return tasks;
  }

  Retry retry() {
    return retry;
  }

  /** The server's clock less ours, as last seen; good to a second and the time of an answer. */
  Duration clockOffset() {
    return clockOffset;
  }

  /** A request to be completed; its id stays the same when it is sent again. */
  Request.Builder request(HttpUrl url) {
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer " + settings.token().text())
        .header("User-Agent", options.userAgent())
        .header(REQUEST_ID, ids.next());
  }

  /** The JSON at this address. */
  JsonNode read(HttpUrl url, String what) throws IOException {
    return read(url, what, Http.Filter.NONE);
  }

  /** As {@link #read(HttpUrl, String)}, of what {@code filter} leaves of an answer. */
  JsonNode read(HttpUrl url, String what, Http.Filter filter) throws IOException {
    Request request = request(url).build();
    return retry.of(limit -> json(what, request, answerTo(request, limit, what, filter)));
  }

  /** The JSON answer to a request that is sent at most once. */
  JsonNode once(Request request, Duration patience, String what) throws IOException {
    return json(what, request, reach(what, request, () -> http.commit(request, patience)));
  }

  /** Sends once and lets what the library says through. */
  Answer commit(Request request, Duration patience) throws IOException {
    return tasks.blocking(() -> http.commit(request, patience));
  }

  /** Transfers a block once; an answer of any status. */
  Answer block(Request request, KeepService service, String what) throws IOException {
    return reach(what, request, () -> http.block(request, !service.isDisk()));
  }

  /** Reads an answer's members; one that lacks what it must have is misbehaviour. */
  <T> T understand(String what, Step<T> reading) throws IOException {
    try {
      return reading.run();
    } catch (IOException e) {
      throw new ServerMisbehavedException(what + ": " + e.getMessage());
    }
  }

  private Answer answerTo(Request request, Duration limit, String what, Http.Filter filter)
      throws IOException {
    Answer answer = reach(what, request, () -> http.read(request, limit, filter));
    retry.contacted();
    answer.date().ifPresent(date -> clockOffset = Duration.between(tasks.now(), date));
    return answer;
  }

  private JsonNode json(String what, Request request, Answer answer) throws IOException {
    String named = what + " (" + request.header(REQUEST_ID) + ")";
    if (!answer.isOk()) {
      throw Failures.of(named, answer, settings.token());
    }
    JsonNode json = understand(named, answer::json);
    if (!json.isObject()) {
      throw new ServerMisbehavedException(named + ": 200 without a JSON object");
    }
    return json;
  }

  private Answer reach(String what, Request request, Step<Answer> sending) throws IOException {
    try {
      return tasks.blocking(sending::run);
    } catch (SocketTimeoutException e) {
      throw unreachable(what, request, e);
    } catch (ManifestNotKeptException e) {
      throw e; // This side's trouble.
    } catch (InterruptedIOException e) {
      throw e; // Somebody wants this caller to stop; the server has nothing to do with it.
    } catch (IOException e) {
      throw unreachable(what, request, e);
    }
  }

  private static IOException unreachable(String what, Request request, IOException e) {
    HttpUrl url = request.url();
    return Failures.unreachable(what, url.host() + ":" + url.port(), e);
  }

  /** Something that can fail as I/O does. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  @Override
  public void close() {
    http.close();
  }
}
