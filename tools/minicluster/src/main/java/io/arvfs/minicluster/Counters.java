package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests and bytes by method and normalised path, API and Keep apart. Bodies alone are counted,
 * as received and as meant to be sent, cut answers included. Thread-safe.
 */
public final class Counters {

  /** One line: how many requests, the bytes of their bodies and of the answers'. */
  public record Count(long requests, long bytesIn, long bytesOut) {

    Count plus(Count more) {
      return new Count(requests + more.requests, bytesIn + more.bytesIn, bytesOut + more.bytesOut);
    }
  }

  private final Map<String, Count> api = new TreeMap<>();
  private final Map<String, Count> keep = new TreeMap<>();

  Counters() {}

  synchronized void addApi(String line, long in, long out) {
    api.merge(line, new Count(1, in, out), Count::plus);
  }

  synchronized void addKeep(String line, long in, long out) {
    keep.merge(line, new Count(1, in, out), Count::plus);
  }

  /** Lines such as {@code PATCH /arvados/v1/collections/{uuid}}. */
  public synchronized Map<String, Count> api() {
    return Map.copyOf(api);
  }

  /** Lines such as {@code PUT /{locator}}. */
  public synchronized Map<String, Count> keep() {
    return Map.copyOf(keep);
  }

  /** Starts again from nothing. */
  public synchronized void reset() {
    api.clear();
    keep.clear();
  }

  synchronized ObjectNode json() {
    ObjectNode all = Json.object();
    all.set("api", json(api));
    all.set("keep", json(keep));
    return all;
  }

  private static ObjectNode json(Map<String, Count> counts) {
    ObjectNode lines = Json.object();
    counts.forEach(
        (line, count) ->
            lines
                .putObject(line)
                .put("requests", count.requests)
                .put("bytes_in", count.bytesIn)
                .put("bytes_out", count.bytesOut));
    return lines;
  }
}
