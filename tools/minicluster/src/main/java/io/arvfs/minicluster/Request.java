package io.arvfs.minicluster;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as the core sees it. {@code path} and {@code query} are still percent-encoded,
 * {@code query} is empty if there is none; header names are lower-case. The body is not copied and
 * must not be changed afterwards.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Request(
    String method, String path, String query, Map<String, String> headers, byte[] body) {

  /** Folds the header names to lower case. */
  public Request {
    Map<String, String> folded = new HashMap<>();
    headers.forEach((name, value) -> folded.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(folded);
  }

  /** A request with a bearer token; {@code target} is a path with an optional query. */
  public static Request of(String method, String target, String token, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    Map<String, String> headers =
        token.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + token);
    return new Request(method, path, query, headers, body);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The token exactly as presented, or an empty string; signatures are bound to this text. */
  String token() {
    String value = headers.getOrDefault("authorization", "");
    int space = value.indexOf(' ');
    String scheme = space < 0 ? "" : value.substring(0, space);
    boolean known = scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("OAuth2");
    return known ? value.substring(space + 1).strip() : "";
  }
}
