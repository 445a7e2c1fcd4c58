package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How rows are shown to a caller: {@code select}, the members kept whatever is selected, zero
 * values, and manifests signed with one expiry for each answer.
 */
final class CollectionView {

  static final Set<String> ATTRIBUTES =
      Set.of(
          "kind",
          "etag",
          "uuid",
          "owner_uuid",
          "created_at",
          "modified_by_user_uuid",
          "modified_by_client_uuid",
          "modified_at",
          "name",
          "description",
          "properties",
          "portable_data_hash",
          "manifest_text",
          "unsigned_manifest_text",
          "replication_desired",
          "replication_confirmed",
          "replication_confirmed_at",
          "storage_classes_desired",
          "storage_classes_confirmed",
          "storage_classes_confirmed_at",
          "trash_at",
          "delete_at",
          "is_trashed",
          "version",
          "current_version_uuid",
          "preserve_version",
          "file_count",
          "file_size_total");
  private static final Set<String> ALWAYS = Set.of("kind", "etag");

  private final CollectionTable table;
  private final Policy policy;

  CollectionView(CollectionTable table, Policy policy) {
    this.table = table;
    this.policy = policy;
  }

  /**
   * @throws Refusal 422 for an attribute that does not exist
   */
  static void checkSelect(List<String> select) {
    for (String name : select) {
      if (!ATTRIBUTES.contains(name)) {
        throw Refusal.rails(422, "Invalid attribute(s): \"" + name + "\"");
      }
    }
  }

  /** One record in full, its manifest signed. */
  ObjectNode full(CollectionRow row, Caller caller, List<String> select, Instant now) {
    ObjectNode all = light(row);
    if (select.isEmpty() || select.contains("manifest_text")) {
      all.put("manifest_text", signedManifest(row, caller, now));
    }
    return selected(unsignedToo(all, row, select), select);
  }

  /** An item of a list: manifests only if selected. */
  ObjectNode item(CollectionRow row, Caller caller, List<String> select, Instant now) {
    ObjectNode all = light(row).put("manifest_text", "");
    if (select.contains("manifest_text")) {
      all.put("manifest_text", signedManifest(row, caller, now));
    }
    return selected(unsignedToo(all, row, select), select);
  }

  /** What a get by hash shows: the rest has zero values, and the hash stands for the uuid. */
  ObjectNode byHash(CollectionRow row, Caller caller, List<String> select, Instant now) {
    String hash = row.text("portable_data_hash");
    ObjectNode all = zeros().put("uuid", hash).put("portable_data_hash", hash);
    all.set("trash_at", row.value("trash_at"));
    all.put("etag", "");
    if (select.isEmpty() || select.contains("manifest_text")) {
      all.put("manifest_text", signedManifest(row, caller, now));
    }
    return selected(unsignedToo(all, row, select), select);
  }

  private ObjectNode unsignedToo(ObjectNode all, CollectionRow row, List<String> select) {
    boolean wanted = select.contains("unsigned_manifest_text");
    return all.put("unsigned_manifest_text", wanted ? table.manifest(row) : "");
  }

  /** The manifest for this caller: signed until now + TTL or the trash date; unsigned in trash. */
  String signedManifest(CollectionRow row, Caller caller, Instant now) {
    String text = table.manifest(row);
    if (!policy.signing() || row.isTrashed()) {
      return text;
    }
    Signer signer = policy.signer();
    long lapse = signer.expiry(now);
    long expiry =
        row.time("trash_at").map(at -> Math.min(lapse, at.getEpochSecond())).orElse(lapse);
    return ManifestText.mapLocators(text, l -> signer.sign(l, caller.token(), expiry));
  }

  private static ObjectNode light(CollectionRow row) {
    ObjectNode all = row.columns().deepCopy();
    all.remove(CollectionRow.MANIFEST_KEY);
    all.put("kind", "arvados#collection").put("name", row.name());
    all.putNull("modified_by_client_uuid");
    return all.put("etag", etag(row));
  }

  private static String etag(CollectionRow row) {
    return new BigInteger(ManifestText.md5(Json.bytes(row.columns())), 16).toString(36);
  }

  private static ObjectNode zeros() {
    ObjectNode all = Json.object();
    all.put("kind", "arvados#collection").put("owner_uuid", "").put("name", "");
    for (String name :
        List.of("created_at", "modified_at", "delete_at", "description", "replication_desired")) {
      all.putNull(name);
    }
    all.putNull("replication_confirmed").putNull("replication_confirmed_at");
    all.putNull("storage_classes_desired").putNull("storage_classes_confirmed");
    all.putNull("storage_classes_confirmed_at").putNull("properties");
    all.put("modified_by_user_uuid", "").putNull("modified_by_client_uuid");
    all.put("is_trashed", false).put("version", 0).put("current_version_uuid", "");
    return all.put("preserve_version", false).put("file_count", 0).put("file_size_total", 0);
  }

  private static ObjectNode selected(ObjectNode all, List<String> select) {
    if (!select.isEmpty()) {
      all.retain(
          ATTRIBUTES.stream().filter(n -> select.contains(n) || ALWAYS.contains(n)).toList());
    }
    return all;
  }
}
