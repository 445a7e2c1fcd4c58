package io.arvfs.sync.arvados;

import static io.arvfs.sync.arvados.WireServer.cut;
import static io.arvfs.sync.arvados.WireServer.header;
import static io.arvfs.sync.arvados.WireServer.html;
import static io.arvfs.sync.arvados.WireServer.json;
import static io.arvfs.sync.arvados.WireServer.silence;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.sync.arvados.WireServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadsOverTheWireTest {

  private static final String UUID = "zzzzz-4zz18-000000000000001";
  private static final String PDH = "83367e8913dcec0bf3fc25ed5a27eacb+49";
  private static final String EMPTY_LIST = "{\"items\":[]}";

  private static String record(String uuid, long version) {
    return """
        {"uuid":"%s","version":%d,"current_version_uuid":"%s","portable_data_hash":"%s",
         "name":"nice","owner_uuid":"zzzzz-tpzed-000000000000001","trash_at":null,
         "modified_at":"2026-01-02T03:04:05.000000000Z","preserve_version":true,
         "replication_desired":3,"storage_classes_desired":["hot"],"novelty":{}}
        """
        .formatted(uuid, version, UUID, PDH);
  }

  @Test
  void look_ofARecord_readsItsMembersAndAsksForNoManifest() throws IOException {
    try (WireServer server = new WireServer(json(200, record(UUID, 7)))) {
      CollectionRecord seen = server.client().look(UUID);

      assertEquals(7, seen.version());
      assertEquals(PDH, seen.portableDataHash());
      assertEquals(Instant.parse("2026-01-02T03:04:05Z"), seen.modifiedAt());
      assertEquals(Optional.empty(), seen.trashAt());
      assertEquals(OptionalInt.of(3), seen.replicationDesired());
      assertEquals(List.of("hot"), seen.storageClassesDesired());
      assertTrue(seen.isCurrentVersion());
      assertFalse(server.seen().getFirst().uri().getQuery().contains("manifest_text"));
    }
  }

  static Stream<Arguments> permanent() {
    String errors = "{\"errors\":[\"Path not found\"],\"error_token\":\"1+2\"}";
    return Stream.of(
        Arguments.of(UnauthorisedException.class, json(401, errors)),
        Arguments.of(ForbiddenException.class, json(403, errors)),
        Arguments.of(NoSuchCollectionException.class, json(404, errors)),
        Arguments.of(RequestRefusedException.class, json(422, errors)),
        Arguments.of(RequestRefusedException.class, json(400, errors)));
  }

  @ParameterizedTest
  @MethodSource("permanent")
  void look_permanentFailure_throwsItsNameAtOnce(Class<? extends IOException> name, Reply reply)
      throws IOException {
    try (WireServer server = new WireServer(reply)) {
      HttpArvados client = server.client();

      IOException thrown = assertThrows(name, () -> client.look(UUID));

      String message = String.valueOf(thrown.getMessage());
      assertTrue(message.contains("Path not found") && message.contains(UUID), message);
      assertTrue(message.contains(server.seen().getFirst().header("X-Request-Id")), message);
      assertEquals(1, server.seen().size());
    }
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of("500", json(500, "{\"errors\":[\"oops\"]}")),
        Arguments.of("empty 503", json(503, "")),
        Arguments.of("HTML 502", html(502)),
        Arguments.of("HTML 404", html(404)),
        Arguments.of("captive portal", html(200)),
        Arguments.of("array", json(200, "[]")),
        Arguments.of("429", json(429, "{\"errors\":[\"slow\"]}")),
        Arguments.of("redirect", header("Location", "/x", json(302, ""))),
        Arguments.of("cut", cut()),
        Arguments.of("cut in body", WireServer.cutInBody("{\"uuid\"")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void look_passingFailure_isRepeatedWithTheSameId(String name, Reply reply) throws IOException {
    try (WireServer server = new WireServer(reply, reply, json(200, record(UUID, 7)))) {
      CollectionRecord seen = server.client().look(UUID);

      assertEquals(7, seen.version(), name);
      assertEquals(3, server.seen().size(), name);
      assertEquals(1, server.seen().stream().map(s -> s.header("X-Request-Id")).distinct().count());
    }
  }

  @Test
  void look_misbehavingForEver_throwsAfterTheAttempts() throws IOException {
    try (WireServer server = new WireServer(html(502))) {
      SleeplessTasks pause = new SleeplessTasks();
      HttpArvados client = server.client(server.base(), pause);

      assertThrows(ServerMisbehavedException.class, () -> client.look(UUID));

      assertEquals(3, server.seen().size());
      assertEquals(2, pause.slept().size());
    }
  }

  @Test
  void firstContact_silentServer_isReportedWithinItsLimit() throws IOException {
    try (WireServer server = new WireServer(silence())) {
      HttpArvados client = server.client();
      long start = System.nanoTime();

      ServerUnreachableException thrown =
          assertThrows(ServerUnreachableException.class, client::discover);

      assertTrue(System.nanoTime() - start < 1_500_000_000L, "the limit is 500 ms");
      assertTrue(String.valueOf(thrown.getMessage()).contains("127.0.0.1"), thrown.getMessage());
    }
  }

  @Test
  void firstContact_nobodyListens_saysSoInOneLine() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (WireServer server = new WireServer(cut())) {
      HttpUrl nobody = HttpUrl.get("http://127.0.0.1:" + port + "/");
      HttpArvados client = server.client(nobody, new SleeplessTasks());

      ServerUnreachableException thrown =
          assertThrows(ServerUnreachableException.class, client::discover);

      assertEquals(
          "reading the discovery document of 127.0.0.1:%d: 127.0.0.1:%d does not accept connections"
              .formatted(port, port),
          thrown.getMessage());
    }
  }

  @Test
  void firstContact_standardLimit_isBelowTenSeconds() {
    assertTrue(HttpOptions.standard().firstContact().compareTo(Duration.ofSeconds(10)) < 0);
  }

  @Test
  void discover_ofBothDocuments_combinesThem() throws IOException {
    Reply discovery =
        json(
            200,
            """
            {"uuidPrefix":"zzzzz","revision":"20250402","blobSignatureTtl":1209600,
             "defaultCollectionReplication":1,"maxRequestSize":1000,"maxItemsPerResponse":50,
             "websocketUrl":"wss://ws.zzzzz.example/websocket","keepWebServiceUrl":""}
            """);
    Reply config =
        json(
            200,
            """
            {"Collections":{"BlobSigning":false,"CollectionVersioning":false,
              "PreserveVersionIfIdle":"-1s","ForwardSlashNameSubstitution":"_"},
             "API":{"RequestTimeout":"1m30s"},
             "StorageClasses":{"cold":{"Default":false},"hot":{"Default":true}}}
            """);
    try (WireServer server = new WireServer(discovery, config)) {
      ClusterInfo info = server.client().discover();

      assertEquals(
          new ClusterInfo(
              "zzzzz",
              "20250402",
              false,
              Duration.ofDays(14),
              false,
              Duration.ofSeconds(-1),
              Duration.ofSeconds(90),
              1,
              64 << 20,
              List.of("hot"),
              "_",
              Optional.of(URI.create("wss://ws.zzzzz.example/websocket")),
              Optional.empty()),
          info);
      assertTrue(info.canReplaceFiles());
    }
  }

  @Test
  void discover_silentAboutItsConfiguration_assumesTheServersDefaults() throws IOException {
    try (WireServer server =
        new WireServer(
            json(200, "{\"uuidPrefix\":\"zzzzz\",\"revision\":\"20231117\"}"),
            json(404, "{\"errors\":[\"API endpoint not found\"]}"))) {
      ClusterInfo info = server.client().discover();

      assertTrue(info.blobSigning() && info.collectionVersioning());
      assertEquals(Duration.ofMinutes(5), info.requestTimeout());
      assertEquals(2, info.defaultReplication());
      assertFalse(info.canReplaceFiles());
    }
  }

  @Test
  void versionsAbove_shortPages_readsUntilAnEmptyOne() throws IOException {
    String first = "{\"items\":[%s]}".formatted(record("zzzzz-4zz18-00000000000000a", 3));
    String second = "{\"items\":[%s]}".formatted(record(UUID, 4));
    try (WireServer server =
        new WireServer(json(200, first), json(200, second), json(200, EMPTY_LIST))) {
      List<CollectionRecord> versions = server.client().versionsAbove(UUID, 2);

      assertEquals(List.of(3L, 4L), versions.stream().map(CollectionRecord::version).toList());
      List<String> queries = server.seen().stream().map(s -> s.uri().getQuery()).toList();
      assertTrue(queries.get(0).contains("[\"version\",\">\",2]"), queries.get(0));
      assertTrue(queries.get(2).contains("[\"version\",\">\",4]"), queries.get(2));
      assertTrue(queries.get(0).contains("include_old_versions=true"), queries.get(0));
      assertTrue(queries.get(0).contains("order=[\"version\"]"), queries.get(0));
    }
  }

  @Test
  void versionsAbove_serverIgnoresTheFilter_throwsInsteadOfLooping() throws IOException {
    String page = "{\"items\":[%s]}".formatted(record(UUID, 2));
    try (WireServer server = new WireServer(json(200, page))) {
      HttpArvados client = server.client();

      assertThrows(ServerMisbehavedException.class, () -> client.versionsAbove(UUID, 5));
    }
  }

  @Test
  void keepServices_ofAList_haveAddresses() throws IOException {
    String list =
        """
        {"items":[
         {"uuid":"zzzzz-bi6l4-81466fbee1d87004","service_host":"::1","service_port":25107,
          "service_ssl_flag":false,"service_type":"disk","read_only":true},
         {"uuid":"zzzzz-bi6l4-000000000000002","service_host":"keep.example","service_port":443,
          "service_ssl_flag":true,"service_type":"proxy"}]}
        """;
    try (WireServer server = new WireServer(json(200, list))) {
      List<KeepService> services = server.client().keepServices();

      assertEquals(
          List.of(
              new KeepService(
                  "zzzzz-bi6l4-81466fbee1d87004", URI.create("http://[::1]:25107/"), "disk", true),
              new KeepService(
                  "zzzzz-bi6l4-000000000000002",
                  URI.create("https://keep.example:443/"),
                  "proxy",
                  false)),
          services);
    }
  }

  @Test
  void clockOffset_ourClockAhead_isByHowMuch() throws IOException {
    SleeplessTasks tasks = new SleeplessTasks();
    tasks.sleep(Duration.ofHours(1));
    try (WireServer server = new WireServer(json(200, record(UUID, 7)))) {
      HttpArvados client = server.client(server.base(), tasks);
      client.look(UUID);

      Duration error = client.clockOffset().plus(Duration.ofHours(1)).abs();

      assertTrue(error.compareTo(Duration.ofSeconds(30)) < 0, error.toString());
    }
  }

  @Test
  void create_takenName_saysSo() throws IOException {
    String message =
        "duplicate key value violates unique constraint"
            + " \\\"index_collections_on_owner_uuid_and_name\\\"";
    try (WireServer server = new WireServer(json(422, "{\"errors\":[\"" + message + "\"]}"))) {
      HttpArvados client = server.client();

      RequestRefusedException thrown =
          assertThrows(RequestRefusedException.class, () -> client.create("x", "zzzzz-tpzed-0"));

      assertTrue(thrown.isNameTaken());
    }
  }

  @Test
  void create_lostAnswer_isNotRepeated() throws IOException {
    try (WireServer server = new WireServer(cut())) {
      HttpArvados client = server.client();

      assertThrows(ServerUnreachableException.class, () -> client.create("x", "zzzzz-tpzed-0"));

      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void exceptions_serverRepeatsTheToken_doNot() throws IOException {
    String text = WireServer.TOKEN.text();
    try (WireServer server =
        new WireServer(json(401, "{\"errors\":[\"bad token " + text + "\"]}"))) {
      HttpArvados client = server.client();

      IOException thrown = assertThrows(UnauthorisedException.class, client::currentUser);

      assertFalse(thrown.toString().contains("mysecret"), thrown.toString());
    }
  }
}
