package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which page or route answers a path. Confined to the cluster's lock. */
final class Router {

  private static final String API = "/arvados/v1/";
  private static final String COLLECTIONS = API + "collections";
  private static final Set<String> UPDATES = Set.of("PATCH", "PUT");

  private final Identity identity;
  private final CollectionRoutes collections;
  private final ServerPages pages;

  Router(Identity identity, CollectionRoutes collections, Faults policy) {
    this.identity = identity;
    this.collections = collections;
    this.pages = new ServerPages(policy);
  }

  /** The uuid of the collection that an update is for. */
  static Optional<String> updated(String method, String path) {
    boolean isUpdate = UPDATES.contains(method) && path.startsWith(COLLECTIONS + "/");
    return isUpdate ? Optional.of(path.substring(COLLECTIONS.length() + 1)) : Optional.empty();
  }

  /** The path as counters name it: ids and what follows a block's hash made alike. */
  static String normalised(String path) {
    return path.replaceAll("/[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{15,16}(?=/|$)", "/{uuid}")
        .replaceAll("/[0-9a-f]{32}(\\+|%2B)[^/]*(?=/|$)", "/{pdh}");
  }

  /**
   * The answer's body.
   *
   * @throws Refusal for everything that is not a 200
   */
  ObjectNode route(Request request, Params params, List<String> keepHosts, Instant now) {
    String path = request.path();
    String method = params.method().equals("HEAD") ? "GET" : params.method();
    String host = Optional.ofNullable(request.header("host")).orElse("127.0.0.1");
    if (!method.equals("GET")) {
      return path.startsWith(COLLECTIONS)
          ? collection(request, method, params, now)
          : noEndpoint(path);
    }
    return switch (path) {
      case "/discovery/v1/apis/arvados/v1/rest" -> pages.discovery(host, now);
      case API + "config" -> pages.config(host, keepHosts);
      case API + "keep_services/accessible" ->
          pages.keepServices(keepHosts, "1".equals(request.header("x-external-client")));
      case API + "users/current" -> pages.user(caller(request));
      case API + "api_client_authorizations/current" -> pages.authorization(caller(request));
      default ->
          path.startsWith(COLLECTIONS)
              ? collection(request, method, params, now)
              : noEndpoint(path);
    };
  }

  private static ObjectNode noEndpoint(String path) {
    boolean known =
        Set.of("config", "users/current", "keep_services/accessible").stream()
            .anyMatch(name -> path.equals(API + name));
    throw Refusal.controller(known ? 405 : 404, "API endpoint not found");
  }

  private ObjectNode collection(Request request, String method, Params params, Instant now) {
    String rest = request.path().substring(COLLECTIONS.length()).replace("%2B", "+");
    if (rest.isEmpty() || rest.equals("/")) {
      return switch (method) {
        case "GET" -> collections.list(caller(request), params, now);
        case "POST" -> collections.create(caller(request), params, now);
        default -> throw Refusal.controller(405, "API endpoint not found");
      };
    }
    if (!rest.startsWith("/")) {
      throw Refusal.controller(404, "API endpoint not found");
    }
    String[] parts = rest.substring(1).split("/", -1);
    String action = parts.length == 1 ? method : method + " " + parts[1];
    return one(parts[0], action, caller(request), params, now);
  }

  private ObjectNode one(String id, String action, Caller caller, Params params, Instant now) {
    return switch (action) {
      case "GET" -> collections.get(caller, id, params, now);
      case "PATCH", "PUT" -> collections.update(caller, id, params, now);
      case "DELETE" -> collections.trash(caller, id, true, params, now);
      case "POST trash" -> collections.trash(caller, id, false, params, now);
      case "POST untrash" -> collections.untrash(caller, id, params, now);
      case "POST" -> throw Refusal.controller(405, "API endpoint not found");
      default -> throw Refusal.controller(404, "API endpoint not found");
    };
  }

  private Caller caller(Request request) {
    return Caller.of(request.token(), identity)
        .orElseThrow(() -> Refusal.rails(401, "Not logged in"));
  }
}
