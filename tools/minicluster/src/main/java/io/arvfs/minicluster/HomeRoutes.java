package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * The groups routes of a cluster that has no projects: lists of groups are empty, and a user's home
 * contains collections only. Confined to the cluster's lock.
 */
final class HomeRoutes {

  private final CollectionRoutes collections;

  HomeRoutes(CollectionRoutes collections) {
    this.collections = collections;
  }

  /** {@code rest} is the path after {@code groups}. */
  ObjectNode route(String rest, Caller caller, Params params, Instant now) {
    return switch (rest) {
      case "" -> nothing("arvados#groupList");
      case "/shared" -> nothing("arvados#objectList");
      case "/contents" -> contents(params.value("uuid").asText(""), caller, params, now);
      default -> {
        if (!rest.endsWith("/contents")) {
          throw Refusal.notFound();
        }
        String uuid = rest.substring(1, rest.length() - "/contents".length());
        yield contents(uuid, caller, params, now);
      }
    };
  }

  private static ObjectNode nothing(String kind) {
    ObjectNode page = Json.object().put("kind", kind).put("offset", 0);
    page.put("limit", ClusterSettings.DEFAULT_ITEMS).putArray("items");
    return page.put("items_available", 0);
  }

  private ObjectNode contents(String uuid, Caller caller, Params params, Instant now) {
    boolean home = List.of(Caller.USER, Caller.ADMIN).contains(uuid);
    if (!uuid.isEmpty() && (!home || (!caller.isAdmin() && !uuid.equals(caller.userUuid())))) {
      throw Refusal.notFound();
    }
    ObjectNode values = params.values().deepCopy();
    ArrayNode filters = values.putArray("filters");
    params.value("filters").forEach(filter -> addIfOurs(filter, filters));
    if (!uuid.isEmpty()) {
      filters.add(Json.array().add("owner_uuid").add("=").add(uuid));
    }
    ArrayNode select = values.putArray("select");
    params.list("select").stream().filter(CollectionView.ATTRIBUTES::contains).forEach(select::add);
    ObjectNode page = collections.list(caller, new Params("GET", values), now);
    page.path("items")
        .forEach(
            item -> {
              if (item instanceof ObjectNode object) {
                object.remove(List.of("manifest_text", "unsigned_manifest_text"));
              }
            });
    return page.put("kind", "arvados#objectList");
  }

  /** Filters that name another type's table do not touch collections. */
  private static void addIfOurs(JsonNode filter, ArrayNode filters) {
    String attribute = filter.path(0).asText("");
    boolean foreign =
        List.of("groups.", "workflows.", "container_requests.").stream()
            .anyMatch(attribute::startsWith);
    if (attribute.startsWith("collections.")) {
      ArrayNode own = Json.array().add(attribute.substring("collections.".length()));
      filters.add(own.add(filter.path(1)).add(filter.path(2)));
    } else if (!foreign) {
      filters.add(filter);
    }
  }
}
