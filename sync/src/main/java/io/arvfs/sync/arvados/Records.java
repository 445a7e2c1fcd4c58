package io.arvfs.sync.arvados;

import com.fasterxml.jackson.databind.JsonNode;
import io.arvfs.journal.event.BlockId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * JSON objects of the API as values (pure). Members that are missing or unknown are tolerated; only
 * one without which the value would be a lie is an {@link IOException}.
 */
final class Records {

  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration BLOB_SIGNING_TTL = Duration.ofDays(14);
  private static final Duration PRESERVE_IF_IDLE = Duration.ofSeconds(10);
  private static final int REPLICATION = 2;

  private Records() {}

  static CollectionRecord collection(JsonNode json) throws IOException {
    return new CollectionRecord(
        required(json, "uuid"),
        text(json, "owner_uuid"),
        text(json, "name"),
        json.path("version").asLong(),
        text(json, "current_version_uuid"),
        required(json, "portable_data_hash"),
        time(json, "created_at").orElse(Instant.EPOCH),
        time(json, "modified_at").orElse(Instant.EPOCH),
        time(json, "trash_at"),
        json.path("is_trashed").asBoolean(),
        number(json, "replication_desired"),
        strings(json.path("storage_classes_desired")));
  }

  static User user(JsonNode json) throws IOException {
    return new User(
        required(json, "uuid"),
        text(json, "username"),
        text(json, "full_name"),
        text(json, "email"),
        json.path("is_active").asBoolean(),
        json.path("is_admin").asBoolean());
  }

  static KeepService keepService(JsonNode json) throws IOException {
    String host = required(json, "service_host");
    String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String scheme = json.path("service_ssl_flag").asBoolean() ? "https" : "http";
    try {
      URI root =
          URI.create(scheme + "://" + bracketed + ":" + json.path("service_port").asInt() + "/");
      return new KeepService(
          required(json, "uuid"),
          root,
          text(json, "service_type"),
          json.path("read_only").asBoolean());
    } catch (IllegalArgumentException e) {
      throw new IOException("a Keep service with the address " + host, e);
    }
  }

  /** From the discovery document and the exported configuration. */
  static ClusterInfo cluster(JsonNode discovery, JsonNode config) throws IOException {
    JsonNode collections = config.path("Collections");
    JsonNode api = config.path("API");
    return new ClusterInfo(
        required(discovery, "uuidPrefix"),
        text(discovery, "revision"),
        collections.path("BlobSigning").asBoolean(true),
        signatureTtl(discovery, collections),
        collections.path("CollectionVersioning").asBoolean(true),
        duration(collections, "PreserveVersionIfIdle").orElse(PRESERVE_IF_IDLE),
        duration(api, "RequestTimeout").orElse(REQUEST_TIMEOUT),
        discovery.path("defaultCollectionReplication").asInt(REPLICATION),
        BlockId.MAX_SIZE,
        defaultClasses(config.path("StorageClasses")),
        text(collections, "ForwardSlashNameSubstitution"),
        address(text(discovery, "websocketUrl")),
        address(text(discovery, "keepWebServiceUrl")));
  }

  private static Duration signatureTtl(JsonNode discovery, JsonNode collections) {
    long seconds = discovery.path("blobSignatureTtl").asLong();
    return seconds > 0
        ? Duration.ofSeconds(seconds)
        : duration(collections, "BlobSigningTTL").orElse(BLOB_SIGNING_TTL);
  }

  private static List<String> defaultClasses(JsonNode classes) {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    classes.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    sorted.values().removeIf(options -> !options.path("Default").asBoolean());
    return List.copyOf(sorted.keySet());
  }

  private static Optional<URI> address(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // A site that spells it wrong has no such service.
    }
  }

  private static Optional<Duration> duration(JsonNode json, String member) {
    return GoDuration.parse(text(json, member));
  }

  private static OptionalInt number(JsonNode json, String member) {
    JsonNode value = json.path(member);
    return value.isInt() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }

  private static List<String> strings(JsonNode array) {
    List<String> all = new ArrayList<>();
    array.forEach(item -> all.add(item.asText()));
    return all;
  }

  private static Optional<Instant> time(JsonNode json, String member) throws IOException {
    String text = text(json, member);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new IOException(member + " is no time", e);
    }
  }

  private static String required(JsonNode json, String member) throws IOException {
    String text = text(json, member);
    if (text.isEmpty()) {
      throw new IOException("the answer has no " + member);
    }
    return text;
  }

  private static String text(JsonNode json, String member) {
    return json.hasNonNull(member) ? json.path(member).asText() : "";
  }
}
