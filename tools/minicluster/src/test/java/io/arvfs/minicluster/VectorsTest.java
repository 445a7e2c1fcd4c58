package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector made by the real server's code, through the front door of the core. */
class VectorsTest {

  private static final String TOKEN = "v2/zzzzz-gj3su-000000000000001/mysecretmysecretmysecret";
  private static final String KEY = "demo-blob-signing-key";
  private static final long TTL = 1209600;

  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream in = VectorsTest.class.getResourceAsStream("/pdh-vectors.jsonl")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<JsonNode> lines = all.lines().skip(1).<JsonNode>map(VectorsTest::parse).toList();
      return lines.stream();
    }
  }

  private static JsonNode parse(String line) {
    try {
      return Json.parse(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void update_ofAVector_storesOrRefusesAsTheRealServer(JsonNode vector) {
    Given given = given(vector);

    Response response = given.send(vector, "");

    JsonNode expected = vector.path("expect");
    assertEquals(expected.path("refused").asInt(200), response.status(), response::text);
    StoredCollection after = given.cluster.collection(given.uuid).orElseThrow();
    String unchanged = vector.path("stored_before").asText();
    assertEquals(expected.path("stored_after").asText(unchanged), after.manifestText());
    if (expected.has("pdh")) {
      assertEquals(expected.path("pdh").asText(), after.portableDataHash());
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void update_assertingTheHashOrAnother_isAcceptedOrRefused(JsonNode vector) {
    JsonNode expected = vector.path("expect");
    if (!expected.has("pdh")) {
      return;
    }
    Given given = given(vector);

    Response wrong = given.send(vector, "0123456789abcdef0123456789abcdef");
    Response right = given.send(vector, expected.path("pdh").asText().substring(0, 32));

    assertEquals(422, wrong.status(), wrong::text);
    assertEquals(200, right.status(), right::text);
  }

  private record Given(Cluster cluster, String uuid, Instant now) {

    Response send(JsonNode vector, String asserted) {
      ObjectNode body = Json.object();
      ObjectNode attributes = body.putObject("collection");
      if (!vector.path("sent_manifest_text").asText().isEmpty()) {
        attributes.set("manifest_text", vector.path("sent_manifest_text"));
      }
      if (!asserted.isEmpty()) {
        attributes.put("portable_data_hash", asserted);
      }
      body.set("replace_files", vector.path("replace_files"));
      String path = "/arvados/v1/collections/" + uuid;
      return cluster.handle(Request.of("PATCH", path, TOKEN, Json.bytes(body)), now);
    }
  }

  /** The sources' expiry is one second later than the collection's, which its trash date caps. */
  private static Given given(JsonNode vector) {
    Cluster cluster =
        Cluster.inMemory(new ClusterSettings(1, false, Optional.of(KEY), Optional.of(TOKEN)));
    Instant now = Instant.ofEpochSecond(vector.path("pdh_sources_expiry").asLong() - TTL);
    cluster.faults().set("signing", vector.path("signing").asBoolean() ? "on" : "off");
    String uuid = cluster.createCollection("it", vector.path("stored_before").asText(), now);
    vector.path("pdh_sources").forEach(text -> cluster.createCollection("", text.asText(), now));
    Instant trash = Instant.ofEpochSecond(vector.path("current_expiry").asLong());
    ObjectNode body = Json.object();
    body.putObject("collection").put("trash_at", trash.toString());
    String path = "/arvados/v1/collections/" + uuid;
    Response response =
        cluster.handle(Request.of("PATCH", path, cluster.adminToken(), Json.bytes(body)), now);
    assertEquals(200, response.status(), response::text);
    return new Given(cluster, uuid, now);
  }
}
