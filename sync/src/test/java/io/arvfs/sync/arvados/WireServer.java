package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.HttpUrl;

/**
 * A plain HTTP server that says what a test tells it to, in order, the last reply for ever, and
 * remembers what it was asked.
 */
final class WireServer implements AutoCloseable {

  static final Token TOKEN = Token.of("v2/zzzzz-gj3su-000000000000001/mysecretmysecretmysecret");

  /** Small bounds, so that a test of patience needs little of it. */
  static final HttpOptions QUICK =
      new HttpOptions(
          "arv-fs/test",
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofMillis(150),
          3,
          Duration.ofMillis(10),
          Duration.ofMillis(40));

  /** One request as it came. */
  record Seen(String method, URI uri, com.sun.net.httpserver.Headers headers, String body) {

    String header(String name) {
      return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }
  }

  /** What the server does with one request. */
  @FunctionalInterface
  interface Reply {
    void to(HttpExchange exchange, CountDownLatch closed) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<HttpArvados> clients = new CopyOnWriteArrayList<>();

  WireServer(Reply... replies) throws IOException {
    this.replies.addAll(List.of(replies));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            exchange.getRequestHeaders(),
            body));
    next().to(exchange, closed);
    exchange.close();
  }

  private synchronized Reply next() {
    return replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
  }

  static Reply json(int status, String body) {
    return with(status, "application/json", body);
  }

  static Reply html(int status) {
    return with(status, "text/html", "<html><body>Bad Gateway</body></html>");
  }

  static Reply text(int status, String body) {
    return with(status, "text/plain", body);
  }

  static Reply with(int status, String type, String body) {
    return (exchange, _) -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Reply header(String name, String value, Reply rest) {
    return (exchange, closed) -> {
      exchange.getResponseHeaders().set(name, value);
      rest.to(exchange, closed);
    };
  }

  /** The connection ends without an answer. */
  static Reply cut() {
    return (_, _) -> {};
  }

  /** The connection ends in the middle of the body. */
  static Reply cutInBody(String start) {
    return (exchange, _) -> {
      exchange.sendResponseHeaders(200, start.length() + 10L);
      exchange.getResponseBody().write(start.getBytes(UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  /** Nothing, until the server closes. */
  static Reply silence() {
    return (_, closed) -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  HttpUrl base() {
    return HttpUrl.get("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  KeepService asKeep(String uuid, String type) {
    return new KeepService(uuid, base().uri(), type, false);
  }

  HttpArvados client() throws SettingsException {
    return client(base(), new SleeplessTasks());
  }

  HttpArvados client(HttpUrl base, Tasks tasks) throws SettingsException {
    Settings settings = new Settings(base.host() + ":" + base.port(), TOKEN, false);
    Wire wire = new Wire(settings, QUICK, tasks, new Random(1));
    HttpArvados client = new HttpArvados(settings, QUICK, wire, base);
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    closed.countDown();
    clients.forEach(HttpArvados::close);
    server.stop(0);
    threads.shutdownNow();
  }
}
