package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;

/** An HTTP answer that arrived whole. */
final class Answer {

  private static final int EXCERPT = 300;
  private static final int WINDOW = 4096;

  private final int status;
  private final Headers headers;
  private final byte[] body;

  /** Takes the body, does not copy it. */
  Answer(int status, Headers headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** The header's value, empty if absent. */
  String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /** When the server sent it, by the server's clock, in whole seconds; empty if it did not say. */
  Optional<Instant> date() {
    return Optional.ofNullable(headers.getInstant("Date"));
  }

  byte[] body() {
    return body;
  }

  boolean isOk() {
    return status == 200;
  }

  /** Whether something in between speaks here, and not the API: a proxy, a portal. */
  boolean isHtml() {
    return header("Content-Type").startsWith("text/html") || start(EXCERPT).startsWith("<");
  }

  JsonNode json() throws IOException {
    return Json.parse(body);
  }

  /** Status and what the body says is wrong, in one line, without the token. */
  String complaint(Token token) {
    String text = isHtml() ? "an HTML page" : errors(token);
    return text.isEmpty() ? status + " with an empty body" : status + " " + text;
  }

  private String errors(Token token) {
    try {
      List<String> messages = new ArrayList<>();
      json().path("errors").forEach(message -> messages.add(message.asText()));
      if (!messages.isEmpty()) {
        return oneLine(token.redact(String.join("; ", messages)));
      }
    } catch (IOException _) {
      return excerpt(token); // Keep's errors are plain text, and so are some proxies'.
    }
    return excerpt(token);
  }

  /** Redacted before it is cut: half a secret is no longer recognised. */
  private String excerpt(Token token) {
    String text = oneLine(token.redact(start(WINDOW)));
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }

  private String start(int bytes) {
    return new String(body, 0, Math.min(body.length, bytes), StandardCharsets.UTF_8).strip();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
