package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A running cluster: the core, its sockets, and a thread that hands the time to it. Thread-safe.
 * With a directory everything answered with success is there after a kill of the process.
 */
public final class Minicluster implements AutoCloseable {

  private static final int KEEP_SERVICES = 2;
  private static final long TICK_MILLIS = 100;
  private static final String PORTS = "ports";

  private final Cluster cluster;
  private final Store store;
  private final HttpShell shell;
  private final InstantSource clock;
  private final ScheduledExecutorService ticks;

  private Minicluster(Cluster cluster, Store store, HttpShell shell, InstantSource clock) {
    this.cluster = cluster;
    this.store = store;
    this.shell = shell;
    this.clock = clock;
    this.ticks =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("minicluster-ticks").factory());
  }

  /**
   * Starts one and returns when it answers.
   *
   * @throws UncheckedIOException if the directory is held by another process, cannot be used, or a
   *     port asked for is taken
   * @throws IllegalArgumentException for a fault that does not exist or has no such value
   */
  public static Minicluster start(MiniclusterOptions options) {
    return start(options, InstantSource.system());
  }

  /** The same on another clock, which must not run backwards. */
  public static Minicluster start(MiniclusterOptions options, InstantSource clock) {
    try {
      Optional<Path> data = options.data();
      Store store = data.isPresent() ? new DirectoryStore(data.get()) : new MemoryStore();
      try {
        return open(options, store, clock);
      } catch (IOException | RuntimeException e) {
        closeStore(store);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Minicluster open(MiniclusterOptions options, Store store, InstantSource clock)
      throws IOException {
    ClusterSettings settings =
        new ClusterSettings(
            options.seed(), options.realistic(), Optional.empty(), Optional.empty());
    Cluster cluster = new Cluster(store, settings);
    cluster.faults().replace(options.faults());
    Optional<Path> data = options.data();
    KeyStore keys = data.isPresent() ? Certificate.in(data.get()) : Certificate.shared();
    HttpShell shell = listen(cluster, clock, keys, options.port(), lastPorts(store));
    Minicluster running = new Minicluster(cluster, store, shell, clock);
    cluster.announce(running.keepHosts());
    running.rememberPorts();
    var _ =
        running.ticks.scheduleWithFixedDelay(
            () -> cluster.advance(clock.instant()),
            TICK_MILLIS,
            TICK_MILLIS,
            TimeUnit.MILLISECONDS);
    return running;
  }

  /** The ports of the last time if they are all free, else any; one asked for is not negotiable. */
  private static HttpShell listen(
      Cluster cluster, InstantSource clock, KeyStore keys, int port, List<Integer> last)
      throws IOException {
    List<Integer> any = List.of(0, 0);
    if (last.size() == 1 + KEEP_SERVICES) {
      try {
        int api = port == 0 ? last.getFirst() : port;
        return HttpShell.open(cluster, clock, keys, api, last.subList(1, last.size()));
      } catch (IOException _) {
        return HttpShell.open(cluster, clock, keys, port, any);
      }
    }
    return HttpShell.open(cluster, clock, keys, port, any);
  }

  private static List<Integer> lastPorts(Store store) throws IOException {
    List<Integer> ports = new ArrayList<>();
    Optional<byte[]> kept = store.document(PORTS);
    if (kept.isPresent()) {
      for (JsonNode port : Json.parse(kept.get()).path(PORTS)) {
        ports.add(port.asInt());
      }
    }
    return ports;
  }

  private void rememberPorts() throws IOException {
    ObjectNode json = Json.object();
    json.putArray(PORTS).add(shell.apiPort()).addAll(keepPortNodes());
    store.putDocument(PORTS, Json.bytes(json));
  }

  private List<JsonNode> keepPortNodes() {
    return shell.keepPorts().stream().<JsonNode>map(Json.object()::numberNode).toList();
  }

  /** {@code 127.0.0.1:PORT}; TLS with a certificate of its own. */
  public String apiHost() {
    return HttpShell.LOOPBACK + ":" + shell.apiPort();
  }

  /** {@code 127.0.0.1:PORT} of each Keep service; plain HTTP. */
  public List<String> keepHosts() {
    return shell.keepPorts().stream().map(port -> HttpShell.LOOPBACK + ":" + port).toList();
  }

  /** The v2 token of an ordinary active user. */
  public String token() {
    return cluster.token();
  }

  /** The v2 token of an administrator, also for the {@code /_minicluster} pages. */
  public String adminToken() {
    return cluster.adminToken();
  }

  /** The core, to make state and set faults without a socket. */
  public Cluster cluster() {
    return cluster;
  }

  /**
   * Makes these the whole set of faults, as {@link Faults#replace}.
   *
   * @throws IllegalArgumentException for a fault that does not exist or has no such value
   */
  public void faults(Map<String, String> all) {
    cluster.faults().replace(all);
  }

  /** What was asked so far. */
  public Counters counters() {
    return cluster.counters();
  }

  /** A new collection in the user's home, unsigned text accepted; its uuid. */
  public String createCollection(String name, String manifestText) {
    return cluster.createCollection(name, manifestText, clock.instant());
  }

  /**
   * The collection as it lies there now.
   *
   * @throws IllegalArgumentException if there is none
   */
  public StoredCollection collection(String uuid) {
    return cluster
        .collection(uuid)
        .orElseThrow(() -> new IllegalArgumentException("no collection " + uuid));
  }

  /** The lines a shell reads to use this cluster. */
  public List<String> environment() {
    return List.of(
        "export ARVADOS_API_HOST=" + apiHost(),
        "export ARVADOS_API_TOKEN=" + token(),
        "export ARVADOS_API_HOST_INSECURE=1",
        "export MINICLUSTER_ADMIN_TOKEN=" + adminToken(),
        "export MINICLUSTER_KEEP=" + String.join(",", keepHosts()));
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    try {
      shell.close();
      closeStore(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeStore(Store store) throws IOException {
    if (store instanceof DirectoryStore directory) {
      directory.close();
    }
  }
}
