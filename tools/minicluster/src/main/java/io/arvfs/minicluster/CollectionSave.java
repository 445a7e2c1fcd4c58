package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a save that Rails does: validate, authorise, hash, make versions, store.
 *
 * <p>The order of checks is observable and kept: grammar, signatures, names, asserted hash, storage
 * classes, versions, permission, unique index. Nothing is stored unless all pass. No step compares
 * the asserted hash with anything but the text of this request. Confined to the cluster's lock.
 */
final class CollectionSave {

  private static final Pattern LOCATOR =
      Pattern.compile("[0-9a-f]{32}(\\+[0-9]+)?(\\+[A-Z][A-Za-z0-9@_-]*)*");
  private static final List<String> PLAIN =
      List.of(
          "name",
          "description",
          "properties",
          "replication_desired",
          "storage_classes_desired",
          "owner_uuid");
  private static final List<String> VERSIONED =
      List.of(CollectionRow.MANIFEST_KEY, "description", "properties", "name");
  private static final List<String> COPIED_TO_VERSIONS =
      List.of(
          "owner_uuid",
          "delete_at",
          "trash_at",
          "is_trashed",
          "replication_desired",
          "storage_classes_desired");
  private static final int UNIQUE_NAME_KEEPS = 237;
  private static final int MAX_NAME = 255;

  private final CollectionTable table;
  private final Policy policy;

  CollectionSave(CollectionTable table, Policy policy) {
    this.table = table;
    this.policy = policy;
  }

  CollectionRow create(Caller caller, ObjectNode sent, boolean ensureUnique, Instant now) {
    String uuid = uuid(caller, sent);
    CollectionRow blank = blank(uuid, caller, now);
    CollectionRow draft = blank.draft();
    if (sent.path("manifest_text").isMissingNode() || sent.path("manifest_text").isNull()) {
      sent.put("manifest_text", "");
    }
    apply(caller, blank, draft, sent, now);
    draft.columns().put("preserve_version", sent.path("preserve_version").asBoolean(false));
    if (ensureUnique && nameTaken(draft)) {
      draft.columns().put("name", uniqueName(draft));
    }
    requireFreeName(draft);
    table.put(draft);
    return draft;
  }

  private String uuid(Caller caller, ObjectNode sent) {
    String wanted = sent.path("uuid").asText("");
    if (LOCATOR.matcher(wanted).matches()) {
      sent.put("portable_data_hash", wanted);
      return table.freshUuid();
    }
    if (!wanted.isEmpty() && !caller.isAdmin()) {
      throw Refusal.rails(422, "Validation failed: Uuid assignment is not permitted");
    }
    if (table.row(wanted).isPresent()) {
      throw Refusal.rails(422, "duplicate key value violates unique constraint");
    }
    return wanted.isEmpty() ? table.freshUuid() : wanted;
  }

  private static CollectionRow blank(String uuid, Caller caller, Instant now) {
    ObjectNode columns = Json.object();
    columns.put("uuid", uuid).put("current_version_uuid", uuid).put("version", 1);
    columns.put("owner_uuid", caller.userUuid()).put("modified_by_user_uuid", caller.userUuid());
    columns.put("created_at", Times.format(now)).put("modified_at", Times.format(now));
    columns.putNull("name").putNull("description").set("properties", Json.object());
    columns.put("portable_data_hash", "").put(CollectionRow.MANIFEST_KEY, "");
    columns.putNull("replication_desired").putNull("replication_confirmed");
    columns.putNull("replication_confirmed_at").putNull("storage_classes_confirmed_at");
    columns.set("storage_classes_desired", Json.array().add("default"));
    columns.set("storage_classes_confirmed", Json.array());
    columns.putNull("trash_at").putNull("delete_at").put("is_trashed", false);
    columns.put("preserve_version", false).put("file_count", 0).put("file_size_total", 0);
    return new CollectionRow(columns);
  }

  /** The row as it is after the update, which is the row before it if nothing changed. */
  CollectionRow update(Caller caller, CollectionRow stored, ObjectNode sent, Instant now) {
    CollectionRow draft = stored.draft();
    apply(caller, stored, draft, sent, now);
    boolean wanted = sent.path("preserve_version").asBoolean(false);
    boolean snapshot = makesVersion(stored, draft, wanted, now);
    boolean copied = differs(stored, draft, COPIED_TO_VERSIONS);
    boolean changed = copied || differs(stored, draft, VERSIONED);
    // A false is applied with a version or in an update that changes nothing; else it is ignored.
    if (wanted || snapshot || !changed) {
      draft.columns().put("preserve_version", wanted);
    }
    if (changed) {
      draft.columns().put("modified_at", Times.format(now));
      draft.columns().put("modified_by_user_uuid", caller.userUuid());
    }
    requireFreeName(draft);
    store(stored, draft, snapshot, copied);
    return draft;
  }

  private void store(CollectionRow stored, CollectionRow draft, boolean snapshot, boolean copied) {
    if (snapshot) {
      CollectionRow old = stored.draft();
      old.columns().put("uuid", table.freshUuid());
      draft.columns().put("version", stored.version() + 1);
      table.put(old);
    }
    table.put(draft);
    if (copied) {
      for (CollectionRow version : table.versionsOf(draft.uuid())) {
        CollectionRow copy = version.draft();
        COPIED_TO_VERSIONS.forEach(name -> copy.columns().set(name, draft.value(name)));
        table.put(copy);
      }
    }
  }

  private boolean makesVersion(
      CollectionRow stored, CollectionRow draft, boolean wanted, Instant now) {
    if (!policy.versioning() || stored.isTrashed() || !differs(stored, draft, VERSIONED)) {
      return false;
    }
    long idle = policy.idleSeconds();
    Instant modified = stored.time("modified_at").orElse(now);
    return stored.value("preserve_version").asBoolean()
        || wanted
        || idle == 0
        || (idle > 0 && modified.isBefore(now.minusSeconds(idle)));
  }

  private static boolean differs(CollectionRow a, CollectionRow b, List<String> columns) {
    return columns.stream().anyMatch(name -> !a.value(name).equals(b.value(name)));
  }

  private void apply(
      Caller caller, CollectionRow stored, CollectionRow draft, ObjectNode sent, Instant now) {
    if (!stored.isCurrent()) {
      throw Refusal.rails(422, "Validation failed: cannot update past versions of a collection");
    }
    JsonNode text = sent.path("manifest_text");
    if (text.isTextual()) {
      applyManifest(caller, stored, draft, text.asText(), now);
    }
    PLAIN.forEach(name -> applyPlain(draft, name, sent.get(name)));
    checkName(draft.name());
    checkAssertion(stored, draft, sent.path("portable_data_hash").asText(""));
    if (!draft.value("storage_classes_desired").isArray()
        || draft.value("storage_classes_desired").isEmpty()) {
      throw Refusal.rails(422, "Validation failed: Storage classes desired cannot be empty");
    }
    checkVersionColumns(stored, sent);
    TrashRules.apply(stored, draft, sent, policy.signer().ttl(), now);
    checkWritable(caller, stored);
    checkWritable(caller, draft);
  }

  private static void applyPlain(CollectionRow draft, String name, @Nullable JsonNode value) {
    if (value == null) {
      return;
    }
    boolean emptyName = name.equals("name") && value.asText().isEmpty();
    if (emptyName || (name.equals("description") && value.asText().isEmpty())) {
      draft.columns().putNull(name);
    } else if (name.equals("properties") && value.isNull()) {
      draft.columns().set(name, Json.object());
    } else if (!name.equals("owner_uuid") || !value.asText().isEmpty()) {
      draft.columns().set(name, value);
    }
  }

  private void applyManifest(
      Caller caller, CollectionRow stored, CollectionRow draft, String text, Instant now) {
    ManifestGrammar.Statistics statistics = ManifestGrammar.check(text);
    boolean isNew = stored.text(CollectionRow.MANIFEST_KEY).isEmpty();
    if (!caller.isAdmin() && (isNew || !text.equals(table.manifest(stored)))) {
      checkSignatures(caller, text, now);
    }
    String kept = ManifestText.unsigned(text);
    draft.columns().put(CollectionRow.MANIFEST_KEY, table.keep(kept));
    draft.columns().put("portable_data_hash", ManifestText.portableDataHash(kept));
    draft.columns().put("file_count", statistics.files());
    draft.columns().put("file_size_total", statistics.bytes());
  }

  private void checkSignatures(Caller caller, String text, Instant now) {
    boolean required = policy.signing();
    for (String line : text.split("\n", -1)) {
      String[] tokens = line.split(" ", -1);
      for (int i = 1; i < tokens.length && tokens[i].indexOf(':') < 0; i++) {
        boolean signed = tokens[i].contains("+A");
        boolean exempt = tokens[i].startsWith(ManifestWriter.EMPTY_BLOCK) || (!required && !signed);
        if (!exempt && verdict(tokens[i], caller, now) != Signer.Verdict.VALID) {
          throw Refusal.rails(403, "Invalid signature for locator " + tokens[i]);
        }
      }
    }
  }

  private Signer.Verdict verdict(String locator, Caller caller, Instant now) {
    return policy.signer().verify(locator, caller.token(), now);
  }

  private static void checkName(String name) {
    if (name.equals(".") || name.equals("..") || name.contains("/")) {
      throw Refusal.rails(422, "Validation failed: Name cannot be '.', '..' or contain '/'");
    }
    if (name.codePointCount(0, name.length()) > MAX_NAME) {
      throw Refusal.rails(422, "Validation failed: Name is too long (maximum is 255 characters)");
    }
  }

  private static void checkAssertion(CollectionRow stored, CollectionRow draft, String asserted) {
    // The real server compares strings first: an assertion equal to the stored value is no check.
    if (asserted.isEmpty() || asserted.equals(stored.text("portable_data_hash"))) {
      return;
    }
    if (!LOCATOR.matcher(asserted).matches()) {
      throw Refusal.rails(
          422, "Validation failed: Portable data hash is not a valid hash or locator");
    }
    String computed = draft.text("portable_data_hash");
    if (!computed.startsWith(asserted.substring(0, 32))) {
      throw Refusal.rails(
          422,
          "Validation failed: Portable data hash '%s' does not match computed hash '%s'"
              .formatted(asserted, computed));
    }
  }

  private static void checkVersionColumns(CollectionRow stored, ObjectNode sent) {
    boolean version =
        sent.hasNonNull("version") && sent.get("version").asLong() != stored.version();
    String current = sent.path("current_version_uuid").asText("");
    if (version || (!current.isEmpty() && !current.equals(stored.uuid()))) {
      throw Refusal.rails(422, "Validation failed: Version cannot be changed");
    }
  }

  private static void checkWritable(Caller caller, CollectionRow row) {
    if (!caller.isAdmin() && !row.text("owner_uuid").equals(caller.userUuid())) {
      throw Refusal.rails(403, row.uuid() + " is not writable by " + caller.userUuid());
    }
  }

  private boolean nameTaken(CollectionRow draft) {
    return !draft.isTrashed()
        && !draft.name().isEmpty()
        && table.all().stream()
            .anyMatch(
                row ->
                    row.isCurrent()
                        && !row.isTrashed()
                        && !row.uuid().equals(draft.uuid())
                        && row.name().equals(draft.name())
                        && row.text("owner_uuid").equals(draft.text("owner_uuid")));
  }

  private static String uniqueName(CollectionRow draft) {
    String name = draft.name();
    int keep =
        name.offsetByCodePoints(
            0, Math.min(UNIQUE_NAME_KEEPS, name.codePointCount(0, name.length())));
    return name.substring(0, keep) + " (" + draft.uuid().substring(12) + ")";
  }

  private void requireFreeName(CollectionRow draft) {
    if (nameTaken(draft)) {
      throw Refusal.rails(
          422,
          "PG::UniqueViolation: ERROR: duplicate key value violates unique constraint"
              + " \"index_collections_on_owner_uuid_and_name\" DETAIL: Key (owner_uuid, name)=("
              + draft.text("owner_uuid")
              + ", "
              + draft.name()
              + ") already exists.");
    }
  }

  /** Untrash: dates cleared, the name made free if asked. */
  CollectionRow untrash(Caller caller, CollectionRow stored, boolean ensureUnique, Instant now) {
    if (!stored.isTrashed()
        || stored.time("delete_at").filter(at -> !at.isAfter(now)).isPresent()) {
      throw Refusal.rails(422, "Item is not trashed, cannot untrash");
    }
    ObjectNode sent = Json.object().putNull("trash_at").putNull("delete_at");
    CollectionRow draft = stored.draft();
    draft.columns().put("is_trashed", false);
    if (ensureUnique && nameTaken(draft)) {
      sent.put("name", uniqueName(draft));
    }
    sent.put("preserve_version", stored.value("preserve_version").asBoolean());
    return update(caller, stored, sent, now);
  }
}
