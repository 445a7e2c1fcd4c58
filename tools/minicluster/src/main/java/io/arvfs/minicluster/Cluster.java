package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A whole Arvados cluster as a function: a request and an instant in, a response out. No clock, no
 * thread, no sockets; randomness comes from the seed. Instants must not go backwards.
 *
 * <p>What happens later by itself (a save whose answer was cut, the trash sweeper) happens when an
 * instant at or after its time is handed in, by any request or by {@link #advance}.
 *
 * <p>Thread-safe: one lock for everything but block bodies, which are hashed and stored outside it.
 * Nothing waits while holding the lock; a delay is part of the response.
 */
public final class Cluster {

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(60);
  private static final long REALISTIC_MILLIS_PER_MB = 1800;
  private static final long REALISTIC_BASE_MILLIS = 60;
  private static final String REQUEST_ID = "x-request-id";
  private static final int REQUEST_ID_LENGTH = 20;
  private static final long MB = 1_000_000;

  private record Late(Instant due, Request request) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final ClusterSettings settings;
  private final Store store;
  private final Identity identity;
  private final Faults faults;
  private final Counters counters = new Counters();
  private final CollectionTable table;
  private final CollectionRoutes collections;
  private final Router router;
  private final Keepstore keepstore;
  private final AdminPages adminPages;
  private final Random random;
  private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparing(Late::due));
  private final Map<String, Instant> busyUntil = new HashMap<>();
  private List<String> keepHosts = List.of();
  private Instant lastSweep = Instant.MIN;
  private long foreignSaves;

  /**
   * Opens the cluster that lies in the store, or founds one there.
   *
   * @throws IOException if the store cannot be read or written
   */
  Cluster(Store store, ClusterSettings settings) throws IOException {
    this.settings = settings;
    this.store = store;
    this.identity = Identity.open(store, settings);
    this.random = identity.random();
    this.faults = new Faults(identity.key());
    this.table = new CollectionTable(store, random);
    this.collections = new CollectionRoutes(table, faults, random);
    this.router = new Router(identity, collections, faults);
    this.keepstore = new Keepstore(store, faults);
    this.adminPages = new AdminPages(faults, counters);
  }

  /** A cluster on the heap. */
  public static Cluster inMemory(ClusterSettings settings) {
    try {
      return new Cluster(new MemoryStore(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The v2 token of an ordinary active user. */
  public String token() {
    return identity.userToken();
  }

  /** The v2 token of an administrator, also for the {@code /_minicluster} pages. */
  public String adminToken() {
    return identity.adminToken();
  }

  /** What is armed to go wrong. */
  public Faults faults() {
    return faults;
  }

  /** What was asked so far. */
  public Counters counters() {
    return counters;
  }

  /**
   * Tells where the Keep services are reached, each {@code host:port}, for the pages that say so.
   */
  void announce(List<String> hosts) {
    lock.lock();
    try {
      keepHosts = List.copyOf(hosts);
    } finally {
      lock.unlock();
    }
  }

  /** Answers a request to a Keep service. */
  public Response keep(Request request, Instant now) {
    Response response = keepstore.handle(request, now);
    boolean block = request.path().matches("/{1,2}[0-9a-f]{32}.*");
    String path = block ? "/{locator}" : request.path();
    counters.addKeep(request.method() + " " + path, request.body().length, response.body().length);
    return response;
  }

  /** Answers a request to the API. */
  public Response handle(Request arrived, Instant now) {
    lock.lock();
    try {
      advance(now);
      Request request = identified(arrived);
      if (request.path().startsWith("/_minicluster/")) {
        return stamped(request, admin(request));
      }
      Response response = stamped(request, faulty(request, now));
      String line = request.method() + " " + Router.normalised(request.path());
      counters.addApi(line, request.body().length, response.body().length);
      return response;
    } finally {
      lock.unlock();
    }
  }

  /** Does what has become due; any request does it, too. */
  public void advance(Instant now) {
    lock.lock();
    try {
      for (Late next = late.peek(); next != null && !next.due.isAfter(now); next = late.peek()) {
        late.remove();
        execute(next.request, next.due);
      }
      if (!lastSweep.plus(SWEEP_EVERY).isAfter(now)) {
        collections.sweep(now);
        lastSweep = now;
      }
    } finally {
      lock.unlock();
    }
  }

  private Response faulty(Request request, Instant now) {
    String line = request.method() + " " + request.path();
    if (faults.take(Fault.API_CUT, line).isPresent()) {
      return Response.closed();
    }
    if (faults.take(Fault.API_503, line).isPresent()) {
      return Response.text(503, "text/plain", "");
    }
    if (faults.take(Fault.API_502, line).isPresent()) {
      return Response.text(502, "text/html", "<html><h1>502 Bad Gateway</h1>nginx</html>\n");
    }
    Duration delay =
        Duration.ofMillis(faults.take(Fault.API_DELAY, line).map(Long::parseLong).orElse(0L));
    Optional<String> updated = updated(request);
    Response response =
        updated.isPresent() ? update(request, updated.get(), line, now) : execute(request, now);
    return response.after(delay).after(realistic(updated, now));
  }

  private static Optional<String> updated(Request request) {
    try {
      return Router.updated(Params.of(request).method(), request.path());
    } catch (Refusal _) {
      return Optional.empty(); // Not decodable: the execution will say so.
    }
  }

  private Response update(Request request, String uuid, String line, Instant now) {
    Optional<String> zombie = faults.take(Fault.UPDATE_ZOMBIE, line);
    if (zombie.isPresent()) {
      late.add(new Late(now.plusMillis(Long.parseLong(zombie.get())), request));
      return Response.closed();
    }
    Optional<String> status = faults.take(Fault.UPDATE_STATUS, line);
    if (status.isPresent()) {
      return injected(request, status.get());
    }
    faults.take(Fault.FOREIGN_WRITE, line).ifPresent(path -> foreignWrite(uuid, path, now));
    if (faults.take(Fault.UPDATE_TWICE, line).isPresent()) {
      execute(request, now); // A proxy sent it again; only the second answer arrives.
    }
    Response response = execute(request, now);
    if (faults.take(Fault.UPDATE_LOST, line).isPresent()) {
      return Response.closed();
    }
    return faults
        .take(Fault.UPDATE_STATUS_AFTER, line)
        .map(code -> injected(request, code))
        .orElse(response);
  }

  private Response injected(Request request, String status) {
    return error(request, Refusal.rails(Integer.parseInt(status), "fault injected"));
  }

  private void foreignWrite(String uuid, String path, Instant now) {
    String line = "another writer, save " + ++foreignSaves + " at " + now + "\n";
    byte[] content = line.getBytes(StandardCharsets.UTF_8);
    String hash = ManifestText.md5(content);
    Caller admin = Caller.of(identity.adminToken(), identity).orElseThrow();
    String bare = hash + "+" + content.length;
    try {
      store.putBlock(hash, content);
      collections.foreignWrite(admin, uuid, path, bare, now);
    } catch (Refusal _) {
      foreignSaves--; // The other writer was refused; its loss is not this test's matter.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Updates of one collection run one after the other, each as long as its manifest makes it. */
  private Duration realistic(Optional<String> updated, Instant now) {
    if (!settings.realistic()) {
      return Duration.ZERO;
    }
    Duration base = Duration.ofMillis(REALISTIC_BASE_MILLIS);
    if (updated.isEmpty()) {
      return base;
    }
    String uuid = updated.get();
    long millis = collections.manifestBytes(uuid) * REALISTIC_MILLIS_PER_MB / MB;
    Instant begin = busyUntil.getOrDefault(uuid, now);
    Instant end = (begin.isBefore(now) ? now : begin).plus(base).plusMillis(millis);
    busyUntil.values().removeIf(until -> until.isBefore(now));
    busyUntil.put(uuid, end);
    return Duration.between(now, end);
  }

  private Response execute(Request request, Instant now) {
    try {
      if (request.body().length > ClusterSettings.MAX_REQUEST_BYTES) {
        throw Refusal.controller(413, "request body too large");
      }
      return ok(router.route(request, Params.of(request), keepHosts, now));
    } catch (Refusal refusal) {
      return error(request, refusal);
    }
  }

  private Response error(Request request, Refusal refusal) {
    String text = refusal.text() + " (" + requestId(request) + ")";
    if (refusal.relayed()) {
      text =
          "//railsapi.internal%s: %d %s: %s"
              .formatted(request.path(), refusal.status(), reason(refusal.status()), text);
    }
    ObjectNode body = Json.object();
    body.putArray("errors").add(text);
    return Response.of(
        refusal.status(),
        Map.of("Content-Type", "application/json", "X-Content-Type-Options", "nosniff"),
        Json.bytes(body));
  }

  private static String reason(int status) {
    return switch (status) {
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 422 -> "Unprocessable Entity";
      case 500 -> "Internal Server Error";
      default -> "Error";
    };
  }

  private Request identified(Request request) {
    if (request.header(REQUEST_ID) != null) {
      return request;
    }
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put(REQUEST_ID, "req-" + Identity.base36(random, REQUEST_ID_LENGTH));
    return new Request(request.method(), request.path(), request.query(), headers, request.body());
  }

  private static String requestId(Request request) {
    return request.headers().getOrDefault(REQUEST_ID, "");
  }

  private static Response stamped(Request request, Response response) {
    return response.with("X-Request-Id", requestId(request));
  }

  private Response admin(Request request) {
    try {
      if (!Caller.of(request.token(), identity).map(Caller::isAdmin).orElse(false)) {
        throw Refusal.controller(401, "the admin token is needed");
      }
      return ok(adminPages.route(request));
    } catch (Refusal refusal) {
      return error(request, refusal);
    }
  }

  private static Response ok(ObjectNode page) {
    return Response.of(200, Map.of("Content-Type", "application/json"), Json.bytes(page));
  }

  /** A new collection in the user's home, unsigned text accepted; its uuid. */
  public String createCollection(String name, String manifestText, Instant now) {
    ObjectNode attributes = Json.object().put("name", name).put("manifest_text", manifestText);
    attributes.put("owner_uuid", Caller.USER);
    ObjectNode body = Json.object().set("collection", attributes);
    lock.lock();
    try {
      Caller admin = Caller.of(identity.adminToken(), identity).orElseThrow();
      return collections.create(admin, new Params("POST", body), now).path("uuid").asText();
    } finally {
      lock.unlock();
    }
  }

  /** The collection as it lies there now, in the trash too. */
  public Optional<StoredCollection> collection(String uuid) {
    lock.lock();
    try {
      return table
          .row(uuid)
          .map(
              row ->
                  new StoredCollection(
                      uuid,
                      row.name(),
                      table.manifest(row),
                      row.text("portable_data_hash"),
                      row.version()));
    } finally {
      lock.unlock();
    }
  }
}
