package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pages below {@code /_minicluster/}, which no real cluster has: counters and faults. */
final class AdminPages {

  private final Faults faults;
  private final Counters counters;

  AdminPages(Faults faults, Counters counters) {
    this.faults = faults;
    this.counters = counters;
  }

  /**
   * The page asked for, after what the request does to it.
   *
   * @throws Refusal 404 for an unknown page, 400 for faults that do not exist
   */
  ObjectNode route(Request request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /_minicluster/counters" -> counters.json();
      case "POST /_minicluster/counters/reset" -> {
        counters.reset();
        yield counters.json();
      }
      case "GET /_minicluster/faults" -> armed();
      case "PUT /_minicluster/faults" -> {
        arm(request.body());
        yield armed();
      }
      default -> throw Refusal.controller(404, "API endpoint not found");
    };
  }

  private ObjectNode armed() {
    ObjectNode page = Json.object();
    faults.all().forEach(page::put);
    return page;
  }

  private void arm(byte[] body) {
    try {
      if (!(Json.parse(body) instanceof ObjectNode object)) {
        throw Refusal.controller(400, "faults are a JSON object");
      }
      Map<String, String> all = new LinkedHashMap<>();
      object
          .properties()
          .forEach(e -> all.put(e.getKey(), e.getValue().isNull() ? "" : e.getValue().asText()));
      faults.replace(all);
    } catch (IllegalArgumentException e) {
      throw Refusal.controller(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw Refusal.controller(400, "faults are a JSON object: " + e.getMessage());
    }
  }
}
