package io.arvfs.minicluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What the transport has to do: wait {@code delay}, then send status, headers and body, or, if
 * {@code cut}, close the connection without an answer.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Response(
    int status, Map<String, String> headers, byte[] body, Duration delay, boolean cut) {

  /** An answer at once. */
  static Response of(int status, Map<String, String> headers, byte[] body) {
    return new Response(status, headers, body, Duration.ZERO, false);
  }

  static Response text(int status, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return of(status, Map.of("Content-Type", contentType), bytes);
  }

  /** No answer: the connection is closed. */
  static Response closed() {
    return new Response(0, Map.of(), new byte[0], Duration.ZERO, true);
  }

  Response after(Duration more) {
    return new Response(status, headers, body, delay.plus(more), cut);
  }

  Response with(String name, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return new Response(status, Map.copyOf(all), body, delay, cut);
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
