package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.CommitAnswer.Ambiguous;
import io.arvfs.sync.arvados.CommitAnswer.NotSent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** {@link Arvados} over HTTPS. Thread-safe. */
public final class HttpArvados implements Arvados, AutoCloseable {

  private static final List<String> LOOK =
      List.of(
          "uuid",
          "owner_uuid",
          "name",
          "version",
          "current_version_uuid",
          "portable_data_hash",
          "created_at",
          "modified_at",
          "trash_at",
          "is_trashed",
          "replication_desired",
          "storage_classes_desired");

  /** Until the server has said how long it works on a request: its own default. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);

  private final Settings settings;
  private final HttpOptions options;
  private final HttpUrl base;
  private final Wire wire;
  private volatile Duration requestTimeout = REQUEST_TIMEOUT;

  /**
   * Opens no connection yet.
   *
   * @param random for jitter and request ids; safe for several threads at once
   * @throws SettingsException if the host makes no address or the certificates cannot be used
   */
  public HttpArvados(Settings settings, HttpOptions options, Tasks tasks, RandomGenerator random)
      throws SettingsException {
    this(settings, options, new Wire(settings, options, tasks, random), address(settings));
  }

  /** With an address that need not be HTTPS. */
  HttpArvados(Settings settings, HttpOptions options, Wire wire, HttpUrl base) {
    this.settings = settings;
    this.options = options;
    this.wire = wire;
    this.base = base;
  }

  private static HttpUrl address(Settings settings) throws SettingsException {
    HttpUrl url = HttpUrl.parse("https://" + settings.host() + "/");
    if (url == null || !url.encodedPath().equals("/") || settings.host().contains("@")) {
      throw new SettingsException(
          "ARVADOS_API_HOST is " + settings.host() + ": write name or name:port, without https://");
    }
    return url;
  }

  /** The wire, for the Keep client of the same user. */
  Wire wire() {
    return wire;
  }

  @Override
  public ClusterInfo discover() throws IOException {
    String what = "reading the discovery document of " + settings.host();
    JsonNode discovery = wire.read(path("discovery/v1/apis/arvados/v1/rest").build(), what);
    JsonNode config = exportedConfig();
    ClusterInfo info = wire.understand(what, () -> Records.cluster(discovery, config));
    requestTimeout = info.requestTimeout();
    return info;
  }

  private JsonNode exportedConfig() throws IOException {
    try {
      return wire.read(
          path("arvados/v1/config").build(), "reading the configuration of " + settings.host());
    } catch (NoSuchCollectionException e) {
      return Json.object(); // A server too old to export it; its defaults are known.
    }
  }

  @Override
  public User currentUser() throws IOException {
    String what = "asking " + settings.host() + " for the token's user";
    JsonNode user = wire.read(path("arvados/v1/users/current").build(), what);
    return wire.understand(what, () -> Records.user(user));
  }

  @Override
  public CollectionRecord look(String uuid) throws IOException {
    String what = "reading collection " + uuid + " from " + settings.host();
    JsonNode json = wire.read(oneCollection(uuid, LOOK), what);
    return wire.understand(what, () -> Records.collection(json));
  }

  @Override
  public CollectionRecord fetch(String uuid, ManifestTarget text) throws IOException {
    return collection(uuid, with(LOOK, "manifest_text"), text);
  }

  private CollectionRecord collection(String id, List<String> select, ManifestTarget text)
      throws IOException {
    String what = "reading collection " + id + " from " + settings.host();
    Http.Filter manifest = body -> new ManifestMember(body, begun(text));
    JsonNode json = wire.read(oneCollection(id, select), what, manifest);
    return wire.understand(what, () -> Records.collection(json));
  }

  private static OutputStream begun(ManifestTarget text) throws IOException {
    try {
      return text.begin();
    } catch (IOException e) {
      throw new ManifestNotKeptException(e);
    }
  }

  @Override
  public CommitAnswer commit(String uuid, RequestBytes exactBody) {
    SendTrace trace = new SendTrace();
    Request request =
        wire.request(base.newBuilder().addPathSegments("arvados/v1/collections/" + uuid).build())
            .patch(new OnceBody(exactBody))
            .tag(SendTrace.class, trace)
            .build();
    try {
      Answer answer = wire.commit(request, requestTimeout.plus(options.commitGrace()));
      return CommitReader.read(uuid, answer, settings.token());
    } catch (IOException e) {
      String why = Failures.reason(settings.host(), e);
      return trace.hasBegun() ? new Ambiguous(why) : new NotSent(why);
    }
  }

  @Override
  public List<CollectionRecord> versionsAbove(String uuid, long version) throws IOException {
    List<CollectionRecord> found = new ArrayList<>();
    long above = version;
    while (true) {
      List<CollectionRecord> page = versionsPage(uuid, above);
      if (page.isEmpty()) {
        return List.copyOf(found); // Only an empty page is the last; a short one may not be.
      }
      found.addAll(page);
      above = page.getLast().version();
    }
  }

  private List<CollectionRecord> versionsPage(String uuid, long above) throws IOException {
    String filters =
        "[[\"current_version_uuid\",\"=\",\"" + uuid + "\"],[\"version\",\">\"," + above + "]]";
    HttpUrl url =
        path("arvados/v1/collections")
            .addQueryParameter("include_old_versions", "true")
            .addQueryParameter("filters", filters)
            .addQueryParameter("order", "[\"version\"]")
            .addQueryParameter("select", Json.array(LOOK).toString())
            .addQueryParameter("count", "none")
            .build();
    String what = "reading the versions of collection " + uuid + " from " + settings.host();
    JsonNode list = wire.read(url, what);
    List<CollectionRecord> page = wire.understand(what, () -> each(list, Records::collection));
    requireRising(what, above, page);
    return page;
  }

  /** What is not in the order asked for may also not be complete. */
  private static void requireRising(String what, long above, List<CollectionRecord> page)
      throws IOException {
    long last = above;
    for (CollectionRecord row : page) {
      if (row.version() <= last) {
        throw new ServerMisbehavedException(
            what + ": version " + row.version() + " came after " + last);
      }
      last = row.version();
    }
  }

  @Override
  public List<KeepService> keepServices() throws IOException {
    if (!settings.keepServices().isEmpty()) {
      return named();
    }
    String what = "reading the Keep services of " + settings.host();
    JsonNode list = wire.read(path("arvados/v1/keep_services/accessible").build(), what);
    return wire.understand(what, () -> each(list, Records::keepService));
  }

  /** Services from the settings stand in for proxies, as the other clients treat them. */
  private List<KeepService> named() {
    List<KeepService> services = new ArrayList<>();
    for (int n = 0; n < settings.keepServices().size(); n++) {
      String uuid = String.format("00000-bi6l4-%015d", n);
      services.add(new KeepService(uuid, settings.keepServices().get(n), "proxy", false));
    }
    return services;
  }

  @Override
  public CollectionRecord create(String name, String ownerUuid) throws IOException {
    ObjectNode body = Json.object();
    body.putObject("collection").put("name", name).put("owner_uuid", ownerUuid);
    body.set("select", Json.array(LOOK));
    String what = "creating collection " + name + " on " + settings.host();
    Request request =
        wire.request(path("arvados/v1/collections").build())
            .post(new OnceBody(RequestBytes.of(Json.bytes(body))))
            .build();
    JsonNode json = wire.once(request, requestTimeout.plus(options.commitGrace()), what);
    return wire.understand(what, () -> Records.collection(json));
  }

  @Override
  public Duration clockOffset() {
    return wire.clockOffset();
  }

  private HttpUrl oneCollection(String id, List<String> select) {
    return path("arvados/v1/collections")
        .addPathSegment(id)
        .addQueryParameter("select", Json.array(select).toString())
        .build();
  }

  private HttpUrl.Builder path(String segments) {
    return base.newBuilder().addPathSegments(segments);
  }

  private static List<String> with(List<String> members, String oneMore) {
    List<String> all = new ArrayList<>(members);
    all.add(oneMore);
    return all;
  }

  private static <T> List<T> each(JsonNode list, Reading<T> reading) throws IOException {
    List<T> all = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      all.add(reading.of(item));
    }
    return all;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(JsonNode json) throws IOException;
  }

  /** Closes what is idle; calls in progress end by themselves. */
  @Override
  public void close() {
    wire.close();
  }
}
