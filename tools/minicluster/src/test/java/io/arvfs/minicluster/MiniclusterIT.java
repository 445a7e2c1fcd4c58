package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster over its sockets, and over a restart. */
class MiniclusterIT {

  private static HttpClient client(KeyStore keys) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("it", keys.getCertificate(Certificate.ALIAS));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(context).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(String url, String token) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<byte[]> send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return Json.parse(response.body());
  }

  @Test
  void client_overSockets_putsSavesAndReads() throws Exception {
    try (Minicluster running = Minicluster.start(MiniclusterOptions.inMemory());
        HttpClient client = client(Certificate.shared())) {
      String api = "https://" + running.apiHost();
      String keep = "http://" + running.keepHosts().getFirst() + "/";
      byte[] block = new byte[3 << 20];
      block[7] = 1;
      String hash = ManifestText.md5(block);

      HttpResponse<byte[]> put =
          send(
              client, request(keep + hash, running.token()).PUT(BodyPublishers.ofByteArray(block)));
      String locator = new String(put.body(), StandardCharsets.UTF_8).strip();
      String body =
          "{\"collection\":{\"name\":\"n\",\"manifest_text\":\". " + locator + " 0:9:f\\n\"}}";
      HttpResponse<byte[]> made =
          send(
              client,
              request(api + Desk.COLLECTIONS, running.token())
                  .header("Content-Type", "application/json")
                  .header("X-Request-Id", "req-mine")
                  .POST(BodyPublishers.ofString(body)));
      HttpResponse<byte[]> got = send(client, request(keep + locator, running.token()));

      assertEquals(200, made.statusCode());
      assertEquals("req-mine", made.headers().firstValue("X-Request-Id").orElse(""));
      assertEquals("n", running.collection(json(made).path("uuid").asText()).name());
      assertArrayEquals(block, got.body());
    }
  }

  @Test
  void pages_withoutToken_describeTheServer() throws Exception {
    try (Minicluster running = Minicluster.start(MiniclusterOptions.inMemory());
        HttpClient client = client(Certificate.shared())) {
      String api = "https://" + running.apiHost();

      JsonNode discovery =
          json(send(client, request(api + "/discovery/v1/apis/arvados/v1/rest", "")));
      JsonNode services =
          json(send(client, request(api + "/arvados/v1/keep_services/accessible", "")));
      HttpResponse<byte[]> unknown = send(client, request(api + "/arvados/v1/nope", ""));

      assertEquals(api + "/", discovery.path("rootUrl").asText());
      assertEquals("20250402", discovery.path("revision").asText());
      JsonNode first = services.path("items").path(0);
      assertEquals(
          running.keepHosts().getFirst(),
          first.path("service_host").asText() + ":" + first.path("service_port").asInt());
      assertEquals(28, first.path("uuid").asText().length());
      assertEquals(404, unknown.statusCode());
    }
  }

  @Test
  void cutAndTruncatedAnswers_failAtTheClient() throws Exception {
    try (Minicluster running = Minicluster.start(MiniclusterOptions.inMemory());
        HttpClient client = client(Certificate.shared())) {
      String api = "https://" + running.apiHost();
      String uuid = running.createCollection("n", "");
      HttpRequest.Builder rename =
          request(api + Desk.COLLECTIONS + "/" + uuid, running.token())
              .method("PATCH", BodyPublishers.ofString("{\"collection\":{\"name\":\"m\"}}"));
      byte[] block = Desk.bytes("foobar");
      String keep = "http://" + running.keepHosts().get(1) + "/";
      String locator =
          new Desk.Answer(
                  running
                      .cluster()
                      .keep(
                          Request.of("PUT", "/" + ManifestText.md5(block), running.token(), block),
                          Instant.now()))
              .response()
              .text()
              .strip();
      running.faults(Map.of("update-lost", "1", "keep-get-truncate", "always"));

      assertThrows(IOException.class, () -> send(client, rename));
      assertEquals("m", running.collection(uuid).name());
      assertThrows(IOException.class, () -> send(client, request(keep + locator, running.token())));
    }
  }

  @Test
  void delay_overSockets_isWaited() throws Exception {
    MiniclusterOptions options =
        MiniclusterOptions.inMemory().withFaults(Map.of("api-delay", "120*1"));
    try (Minicluster running = Minicluster.start(options);
        HttpClient client = client(Certificate.shared())) {
      long before = System.nanoTime();

      send(client, request("https://" + running.apiHost() + "/arvados/v1/config", ""));

      assertTrue(System.nanoTime() - before >= 120_000_000L);
    }
  }

  @Test
  void restart_fromTheSameDirectory_continues(@TempDir Path directory) throws Exception {
    MiniclusterOptions options = MiniclusterOptions.durable(directory);
    String uuid;
    List<String> environment;
    StoredCollection before;
    try (Minicluster running = Minicluster.start(options)) {
      uuid = running.createCollection("n", ". " + Desk.FOO + " 0:3:a\n");
      environment = running.environment();
      before = running.collection(uuid);
      assertThrows(UncheckedIOException.class, () -> Minicluster.start(options));
    }
    Files.writeString(directory.resolve("tmp").resolve("left-by-a-kill"), "half");

    try (Minicluster again = Minicluster.start(options.withSeed(99))) {
      assertEquals(environment, again.environment());
      assertEquals(before, again.collection(uuid));
      assertEquals(uuid.length(), again.createCollection("m", "").length());
    }
  }

  @Test
  void versionWithoutSuccessor_afterAKill_isDropped(@TempDir Path directory) throws Exception {
    try (DirectoryStore store = new DirectoryStore(directory)) {
      Cluster cluster = new Cluster(store, ClusterSettings.ofSeed(1));
      String uuid = cluster.createCollection("n", "", Instant.EPOCH);
      CollectionRow orphan =
          new CollectionTable(store, new Random(1)).row(uuid).orElseThrow().draft();
      orphan.columns().put("uuid", "zzzzz-4zz18-orphanorphanorp");
      store.putRow(orphan);

      Cluster again = new Cluster(store, ClusterSettings.ofSeed(1));

      assertTrue(again.collection("zzzzz-4zz18-orphanorphanorp").isEmpty());
      assertTrue(again.collection(uuid).isPresent());
    }
  }
}
