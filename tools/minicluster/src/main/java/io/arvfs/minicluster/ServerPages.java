package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** The pages that say what kind of server this is, who asks, and where Keep is. */
final class ServerPages {

  private static final String SYSTEM_USER = ClusterSettings.CLUSTER_ID + "-tpzed-000000000000000";

  private final Faults policy;

  ServerPages(Faults policy) {
    this.policy = policy;
  }

  ObjectNode discovery(String host, Instant now) {
    String root = "https://" + host + "/";
    ObjectNode page = Json.object().put("kind", "discovery#restDescription");
    page.put("discoveryVersion", "v1").put("id", "arvados:v1").put("name", "arvados");
    page.put("version", "v1").put("protocol", "rest").put("title", "Arvados API");
    page.put("description", "The API to interact with Arvados.").put("batchPath", "batch");
    page.put("documentationLink", "").put("revision", ClusterSettings.REVISION);
    page.put("generatedAt", now.toString()).put("packageVersion", "3.2.1");
    page.put("sourceVersion", "minicluster").put("source_version", "minicluster");
    page.put("basePath", "/arvados/v1/").put("servicePath", "arvados/v1/");
    page.put("rootUrl", root).put("baseUrl", root + "arvados/v1/");
    page.put("uuidPrefix", ClusterSettings.CLUSTER_ID);
    page.put("defaultCollectionReplication", ClusterSettings.REPLICATION);
    page.put("maxRequestSize", ClusterSettings.MAX_REQUEST_BYTES);
    page.put("maxItemsPerResponse", ClusterSettings.MAX_ITEMS);
    page.put("defaultTrashLifetime", ClusterSettings.TRASH_LIFETIME.toSeconds());
    page.put("blobSignatureTtl", policy.signer().ttl().toSeconds());
    page.put("websocketUrl", "").put("keepWebServiceUrl", "");
    page.put("workbenchUrl", "").put("workbench2Url", "").putObject("remoteHosts");
    page.put("remoteHostsViaDNS", false).putArray("dockerImageFormats").add("v2");
    page.putObject("parameters");
    page.putObject("auth").putObject("oauth2").putObject("scopes");
    page.set("schemas", schemas());
    page.set("resources", resources());
    return page;
  }

  private static ObjectNode schemas() {
    ObjectNode schemas = Json.object();
    ObjectNode collection = schemas.putObject("Collection");
    collection.put("id", "Collection").put("description", "Collection").put("type", "object");
    collection.put("uuidPrefix", "4zz18");
    ObjectNode properties = collection.putObject("properties");
    CollectionView.ATTRIBUTES.stream()
        .sorted()
        .forEach(name -> properties.putObject(name).put("type", "string"));
    schemas.putObject("CollectionList").put("id", "CollectionList").put("type", "object");
    return schemas;
  }

  private static ObjectNode resources() {
    ObjectNode resources = Json.object();
    ObjectNode methods = resources.putObject("collections").putObject("methods");
    method(methods, "get", "GET", "collections/{uuid}");
    method(methods, "list", "GET", "collections");
    method(methods, "create", "POST", "collections");
    method(methods, "update", "PUT", "collections/{uuid}");
    method(methods, "delete", "DELETE", "collections/{uuid}");
    method(methods, "trash", "POST", "collections/{uuid}/trash");
    method(methods, "untrash", "POST", "collections/{uuid}/untrash");
    for (String name : List.of("create", "update")) {
      ObjectNode plan = methods.withObject("/" + name + "/parameters").putObject("replace_files");
      plan.put("type", "object").put("location", "query");
      plan.putObject("additionalProperties").put("type", "string");
    }
    ObjectNode users = resources.putObject("users").putObject("methods");
    method(users, "current", "GET", "users/current");
    ObjectNode services = resources.putObject("keep_services").putObject("methods");
    method(services, "accessible", "GET", "keep_services/accessible");
    ObjectNode tokens = resources.putObject("api_client_authorizations").putObject("methods");
    method(tokens, "current", "GET", "api_client_authorizations/current");
    method(resources.putObject("configs").putObject("methods"), "get", "GET", "config");
    return resources;
  }

  private static void method(ObjectNode methods, String name, String verb, String path) {
    ObjectNode method = methods.putObject(name).put("id", "arvados." + path);
    method.put("path", path).put("httpMethod", verb).putObject("parameters");
  }

  ObjectNode config(String host, List<String> keepHosts) {
    ObjectNode page = Json.object().put("ClusterID", ClusterSettings.CLUSTER_ID);
    page.putObject("API")
        .put("MaxItemsPerResponse", ClusterSettings.MAX_ITEMS)
        .put("MaxRequestSize", ClusterSettings.MAX_REQUEST_BYTES)
        .put("RequestTimeout", "5m")
        .put("SendTimeout", "1m");
    ObjectNode collections = page.putObject("Collections");
    collections.put("BlobSigning", policy.signing());
    collections.put("BlobSigningTTL", duration(policy.signer().ttl().toSeconds()));
    collections.put("CollectionVersioning", policy.versioning());
    collections.put("PreserveVersionIfIdle", duration(policy.idleSeconds()));
    collections.put("DefaultReplication", ClusterSettings.REPLICATION);
    collections.put("DefaultTrashLifetime", duration(ClusterSettings.TRASH_LIFETIME.toSeconds()));
    collections.put("ForwardSlashNameSubstitution", "").put("S3FolderObjects", true);
    collections.put("TrustAllContent", false).putObject("ManagedProperties");
    ObjectNode services = page.putObject("Services");
    services.putObject("Controller").put("ExternalURL", "https://" + host + "/");
    services.putObject("Websocket").put("ExternalURL", "");
    services.putObject("Keepstore").putObject("InternalURLs");
    page.putObject("StorageClasses").putObject("default").put("Default", true).put("Priority", 0);
    ObjectNode volumes = page.putObject("Volumes");
    for (int i = 0; i < keepHosts.size(); i++) {
      ObjectNode volume =
          volumes.putObject("%s-nyw5e-%015d".formatted(ClusterSettings.CLUSTER_ID, i));
      volume.put("ReadOnly", false).put("Replication", 1);
      volume.putObject("StorageClasses").put("default", true);
    }
    page.putObject("RemoteClusters");
    page.putObject("Login").put("LoginCluster", "").put("RemoteTokenRefresh", "5m");
    page.putObject("Users").put("AnonymousUserToken", "");
    return page;
  }

  /** A duration as Go writes it, units that are zero left out at the end. */
  private static String duration(long seconds) {
    if (seconds != 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  ObjectNode keepServices(List<String> keepHosts, boolean external) {
    ArrayNode items = Json.array();
    for (String host : external ? List.<String>of() : keepHosts) {
      items.add(keepService(host));
    }
    ObjectNode page = Json.object().put("kind", "arvados#keepServiceList").put("etag", "");
    page.put("self_link", "").put("offset", 0).put("limit", ClusterSettings.DEFAULT_ITEMS);
    page.put("items_available", items.size()).set("items", items);
    return page;
  }

  private static ObjectNode keepService(String host) {
    int colon = host.lastIndexOf(':');
    byte[] url = ("http://" + host).getBytes(StandardCharsets.UTF_8);
    // 16 digits, so 28 characters in all: as uuids made from the configuration really are.
    String suffix = ManifestText.md5(url).substring(0, 16);
    ObjectNode item = Json.object().put("kind", "arvados#keepService").put("etag", "");
    item.put("uuid", ClusterSettings.CLUSTER_ID + "-bi6l4-" + suffix);
    item.put("owner_uuid", SYSTEM_USER).put("service_host", host.substring(0, colon));
    item.put("service_port", Integer.parseInt(host.substring(colon + 1)));
    item.put("service_ssl_flag", false).put("service_type", "disk").put("read_only", false);
    return item;
  }

  ObjectNode user(Caller caller) {
    String name = caller.isAdmin() ? "admin" : "user";
    ObjectNode user = Json.object().put("kind", "arvados#user").put("etag", "");
    user.put("uuid", caller.userUuid()).put("owner_uuid", SYSTEM_USER);
    user.put("email", name + "@example.com").put("username", name).put("full_name", name);
    user.put("first_name", name).put("last_name", "").put("identity_url", "");
    user.put("is_active", true).put("is_admin", caller.isAdmin()).put("is_invited", true);
    user.put("can_write", true).put("can_manage", true).putObject("prefs");
    user.putArray("writable_by").add(caller.userUuid());
    return user.put("created_at", "2026-01-01T00:00:00.000000000Z");
  }

  ObjectNode authorization(Caller caller) {
    ObjectNode token = Json.object().put("kind", "arvados#apiClientAuthorization").put("etag", "");
    token.put("uuid", caller.authUuid()).put("owner_uuid", caller.userUuid());
    token.put("api_token", caller.secret()).putNull("expires_at").putArray("scopes").add("all");
    token.putNull("last_used_at").putNull("created_by_ip_address");
    token.putNull("last_used_by_ip_address");
    return token.put("created_at", "2026-01-01T00:00:00.000000000Z");
  }
}
