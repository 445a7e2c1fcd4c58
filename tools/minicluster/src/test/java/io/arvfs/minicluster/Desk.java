package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A cluster on the heap, a clock that stands until it is moved, and short words to ask with. */
final class Desk {

  static final String FOO = "acbd18db4cc2f85cedef654fccc4a4d8+3";
  static final String BAR = "37b51d194a7513e45b56f6524f2d51f2+3";
  static final String COLLECTIONS = "/arvados/v1/collections";

  final Cluster cluster;
  Instant now = Instant.parse("2026-03-01T12:00:00Z");

  Desk() {
    this(false);
  }

  Desk(boolean realistic) {
    cluster =
        Cluster.inMemory(new ClusterSettings(7, realistic, Optional.empty(), Optional.empty()));
  }

  /** An answer read as JSON; absent members are missing nodes. */
  record Answer(Response response) {

    int status() {
      return response.status();
    }

    JsonNode json() {
      try {
        return Json.parse(response.body());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    JsonNode get(String name) {
      return json().path(name);
    }

    String error() {
      return json().path("errors").path(0).asText();
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Answer ask(String method, String target) {
    return ask(method, target, cluster.token(), new byte[0]);
  }

  Answer ask(String method, String target, String token, byte[] body) {
    return new Answer(cluster.handle(Request.of(method, target, token, body), now));
  }

  Answer create(String json) {
    return ask("POST", COLLECTIONS, cluster.token(), bytes(json));
  }

  Answer update(String uuid, String json) {
    return ask("PATCH", COLLECTIONS + "/" + uuid, cluster.token(), bytes(json));
  }

  Answer get(String uuid) {
    return ask("GET", COLLECTIONS + "/" + uuid);
  }

  Answer list(Map<String, String> params) {
    return ask("GET", COLLECTIONS + "?" + form(params));
  }

  Answer replace(String uuid, String text, Map<String, String> plan) {
    ObjectNode body = Json.object();
    ObjectNode attributes = body.putObject("collection").put("preserve_version", true);
    if (!text.isEmpty()) {
      attributes.put("manifest_text", text);
    }
    plan.forEach(body.putObject("replace_files")::put);
    return update(uuid, body.toString());
  }

  static String form(Map<String, String> params) {
    StringBuilder form = new StringBuilder();
    params.forEach(
        (name, value) ->
            form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return form.toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A locator signed for the user by putting the block. */
  String put(String content) {
    byte[] body = bytes(content);
    Response response =
        cluster.keep(Request.of("PUT", "/" + ManifestText.md5(body), cluster.token(), body), now);
    return response.text().strip();
  }

  StoredCollection stored(String uuid) {
    return cluster.collection(uuid).orElseThrow();
  }

  String fooCollection(String name) {
    return cluster.createCollection(name, ". " + FOO + " 0:3:a\n", now);
  }
}
