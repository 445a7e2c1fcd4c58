package io.arvfs.sync.arvados;

import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The HTTP library, with everything switched off that sends a request a second time: its own
 * retries, redirects, and HTTP/2, whose refused streams it would send again. Thread-safe.
 *
 * <p>Commits have connections of their own that are never reused. A pooled connection may have been
 * closed by the server just as we write to it, and then nobody knows what became of the request; a
 * new one either takes the request or never saw it.
 */
final class Http implements AutoCloseable {

  /** Below the patience of servers, which close idle connections without a word. */
  private static final int IDLE_SECONDS = 30;

  private static final int IDLE_CONNECTIONS = 8;
  private static final int OK = 200;
  private static final long MAX_BODY = Integer.MAX_VALUE - 8;

  private final Tasks tasks;
  private final OkHttpClient reads;
  private final OkHttpClient commits;
  private final OkHttpClient blocks;
  private final OkHttpClient proxied;

  /**
   * @throws SettingsException if the certificates named in the settings cannot be used
   */
  Http(Settings settings, HttpOptions options, Tasks tasks) throws SettingsException {
    this.tasks = tasks;
    OkHttpClient.Builder common =
        Trust.apply(new OkHttpClient.Builder(), settings)
            .protocols(List.of(Protocol.HTTP_1_1))
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .socketFactory(new WatchedSockets())
            .eventListener(new SendTrace.Listener())
            .connectTimeout(options.connectTimeout())
            .readTimeout(options.readTimeout())
            .writeTimeout(options.readTimeout());
    this.reads = common.build();
    this.commits =
        reads.newBuilder().connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS)).build();
    this.blocks = withSilence(reads, options.keepTimeout());
    this.proxied = withSilence(reads, options.proxyTimeout());
  }

  /** Sends a request that may be repeated; {@code limit} bounds all of it unless it is zero. */
  Answer read(Request request, Duration limit, Filter filter) throws IOException {
    Call call = reads.newCall(request);
    return limit.isZero() ? finish(call, filter) : finishWithin(call, limit, filter);
  }

  /** What a body passes through before it is held. */
  @FunctionalInterface
  interface Filter {

    /** The body as it is. */
    Filter NONE = body -> body;

    InputStream of(InputStream body) throws IOException;
  }

  /** Transfers a block, to or from a proxy or a disk service. */
  Answer block(Request request, boolean proxy) throws IOException {
    return finish((proxy ? proxied : blocks).newCall(request), Filter.NONE);
  }

  /** Sends a request once and waits for its answer as long as {@code patience} without a byte. */
  Answer commit(Request request, Duration patience) throws IOException {
    return finish(withSilence(commits, patience).newCall(request), Filter.NONE);
  }

  private static OkHttpClient withSilence(OkHttpClient client, Duration silence) {
    return client.newBuilder().readTimeout(silence).writeTimeout(silence).build();
  }

  private static Answer finish(Call call, Filter filter) throws IOException {
    try (Response response = call.execute()) {
      return filter.equals(Filter.NONE) || response.code() != OK
          ? whole(response)
          : filtered(response, filter);
    }
  }

  /**
   * On a task of its own, because a name server that does not answer holds whoever asks longer than
   * any timeout of the library.
   */
  private Answer finishWithin(Call call, Duration limit, Filter filter) throws IOException {
    Handover handover = new Handover(tasks);
    tasks.start("first-contact", () -> handover.make(() -> finish(call, filter)));
    try {
      return handover.await(limit);
    } catch (InterruptedIOException e) {
      call.cancel();
      throw e;
    }
  }

  private static Answer whole(Response response) throws IOException {
    ResponseBody body = response.body();
    long length = body.contentLength();
    if (length > MAX_BODY) {
      throw new IOException("a body of " + length + " bytes");
    }
    byte[] bytes = length < 0 ? body.bytes() : exactly(body.byteStream(), (int) length);
    return new Answer(response.code(), response.headers(), bytes);
  }

  /** What is left of a body whose bulk the filter took. */
  private static Answer filtered(Response response, Filter filter) throws IOException {
    try (InputStream rest = filter.of(response.body().byteStream())) {
      return new Answer(response.code(), response.headers(), rest.readAllBytes());
    }
  }

  /** Straight into the array: {@code bytes()} would hold a 64-MiB block twice. */
  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = in.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new IOException("the body ended after " + read + " of " + length + " bytes");
    }
    return bytes;
  }

  @Override
  public void close() {
    reads.connectionPool().evictAll();
    commits.connectionPool().evictAll();
  }
}
