package io.arvfs.minicluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The collections routes: find, {@code replace_files}, then {@link CollectionSave}. Confined to the
 * cluster's lock, which is also the per-uuid lock under which the real controller runs updates.
 */
final class CollectionRoutes {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}\\+[0-9]+(\\+.*)?");
  private static final int UUID_LENGTH = 27;

  private final CollectionTable table;
  private final CollectionSave save;
  private final CollectionView view;
  private final Faults policy;
  private final Random random;

  CollectionRoutes(CollectionTable table, Faults policy, Random random) {
    this.table = table;
    this.policy = policy;
    this.random = random;
    this.save = new CollectionSave(table, policy);
    this.view = new CollectionView(table, policy);
  }

  ObjectNode get(Caller caller, String id, Params params, Instant now) {
    List<String> select = params.list("select");
    CollectionView.checkSelect(select);
    if (HASH.matcher(id).matches()) {
      return view.byHash(byHash(caller, id), caller, select, now);
    }
    CollectionRow row = readable(caller, id, params.flag("include_trash"));
    return view.full(row, caller, select, now);
  }

  private CollectionRow readable(Caller caller, String uuid, boolean includeTrash) {
    if (uuid.length() != UUID_LENGTH) {
      throw Refusal.controller(404, "invalid collection id");
    }
    return table
        .row(uuid)
        .filter(row -> canRead(caller, row) && (includeTrash || !row.isTrashed()))
        .orElseThrow(Refusal::notFound);
  }

  private static boolean canRead(Caller caller, CollectionRow row) {
    return caller.isAdmin() || row.text("owner_uuid").equals(caller.userUuid());
  }

  /** Of all rows with that hash, old versions too, the one that lives longest. */
  private CollectionRow byHash(Caller caller, String locator) {
    String[] parts = locator.split("\\+", -1);
    String hash = parts[0] + "+" + parts[1];
    return table.all().stream()
        .filter(row -> row.text("portable_data_hash").equals(hash))
        .filter(row -> canRead(caller, row) && !row.isTrashed())
        .max(Comparator.comparing(row -> row.time("trash_at").orElse(Instant.MAX)))
        .orElseThrow(Refusal::notFound);
  }

  ObjectNode list(Caller caller, Params params, Instant now) {
    List<String> select = params.list("select");
    CollectionView.checkSelect(select);
    String count = params.value("count").asText("exact");
    if (!count.equals("exact") && !count.equals("none")) {
      throw Refusal.rails(422, "Invalid value for count: " + count);
    }
    boolean trash = params.flag("include_trash");
    boolean versions = params.flag("include_old_versions");
    Predicate<CollectionRow> wanted = CollectionQuery.filters(params.value("filters"));
    List<CollectionRow> found =
        table.all().stream()
            .filter(row -> canRead(caller, row) && (trash || !row.isTrashed()))
            .filter(row -> versions || row.isCurrent())
            .filter(wanted)
            .sorted(CollectionQuery.order(params.list("order"), select))
            .toList();
    return page(found, caller, params, count, now);
  }

  private ObjectNode page(
      List<CollectionRow> found, Caller caller, Params params, String count, Instant now) {
    long asked = params.value("limit").asLong(ClusterSettings.DEFAULT_ITEMS);
    long limit = Math.min(asked, ClusterSettings.MAX_ITEMS);
    long offset = params.value("offset").asLong(0);
    if (limit < 0 || offset < 0) {
      throw Refusal.rails(422, "Invalid value for limit or offset");
    }
    List<String> select = params.list("select");
    ArrayNode items = Json.array();
    found.stream()
        .skip(offset)
        .limit(limit)
        .forEach(row -> items.add(view.item(row, caller, select, now)));
    ObjectNode page = Json.object().put("kind", "arvados#collectionList");
    page.put("offset", offset).put("limit", limit).set("items", items);
    return count.equals("none") ? page : page.put("items_available", found.size());
  }

  private static void checkSupported(Params params) {
    if (params.value("replace_segments").isObject()) {
      // Ignoring it would store something else than the client was promised.
      throw Refusal.controller(400, "replace_segments is not served by this cluster");
    }
  }

  ObjectNode create(Caller caller, Params params, Instant now) {
    checkSupported(params);
    CollectionView.checkSelect(params.list("select"));
    ObjectNode sent = params.attributes();
    params.plan().ifPresent(plan -> replaceFiles(caller, Optional.empty(), sent, plan, now));
    CollectionRow row = save.create(caller, sent, params.flag("ensure_unique_name"), now);
    return view.full(row, caller, params.list("select"), now);
  }

  ObjectNode update(Caller caller, String uuid, Params params, Instant now) {
    checkSupported(params);
    CollectionView.checkSelect(params.list("select"));
    CollectionRow stored = readable(caller, uuid, false);
    ObjectNode sent = params.attributes();
    params.plan().ifPresent(plan -> replaceFiles(caller, Optional.of(stored), sent, plan, now));
    CollectionRow row = save.update(caller, stored, sent, now);
    return view.full(row, caller, params.list("select"), now);
  }

  /** Puts the text that results into {@code sent}, as the controller hands it to Rails. */
  private void replaceFiles(
      Caller caller,
      Optional<CollectionRow> stored,
      ObjectNode sent,
      Map<String, String> plan,
      Instant now) {
    String text = sent.path("manifest_text").asText("");
    ReplaceFiles.Sources sources =
        new ReplaceFiles.Sources() {
          @Override
          public String current() {
            return stored.map(row -> view.signedManifest(row, caller, now)).orElse("");
          }

          @Override
          public String sent() {
            return text;
          }

          @Override
          public String byHash(String hash) {
            return view.signedManifest(CollectionRoutes.this.byHash(caller, hash), caller, now);
          }
        };
    sent.put("manifest_text", ReplaceFiles.apply(plan, sources, random));
  }

  ObjectNode trash(Caller caller, String uuid, boolean delete, Params params, Instant now) {
    CollectionRow stored = readable(caller, uuid, true);
    ObjectNode sent = Json.object().put("is_trashed", true);
    sent.put("preserve_version", stored.value("preserve_version").asBoolean());
    CollectionRow row = stored.isTrashed() ? stored : save.update(caller, stored, sent, now);
    if (delete) {
      row = hasten(caller, row, now);
    }
    return view.full(row, caller, params.list("select"), now);
  }

  private CollectionRow hasten(Caller caller, CollectionRow row, Instant now) {
    Duration ttl = policy.signer().ttl();
    Instant soonest = row.time("trash_at").orElse(now).plus(ttl);
    if (row.time("delete_at").filter(at -> at.isAfter(soonest)).isEmpty()) {
      return row;
    }
    ObjectNode sent = Json.object().put("delete_at", Times.format(soonest));
    sent.put("preserve_version", row.value("preserve_version").asBoolean());
    return save.update(caller, row, sent, now);
  }

  ObjectNode untrash(Caller caller, String uuid, Params params, Instant now) {
    CollectionRow stored = readable(caller, uuid, true);
    boolean unique = params.flag("ensure_unique_name");
    CollectionRow row = save.untrash(caller, stored, unique, now);
    return view.full(row, caller, params.list("select"), now);
  }

  /** What the real sweeper does every minute: expired rows become trashed, old trash goes. */
  void sweep(Instant now) {
    for (CollectionRow row : table.all()) {
      if (row.time("delete_at").filter(at -> !at.isAfter(now)).isPresent()) {
        table.delete(row.uuid());
      } else if (!row.isTrashed()
          && row.time("trash_at").filter(at -> !at.isAfter(now)).isPresent()) {
        CollectionRow trashed = row.draft();
        trashed.columns().put("is_trashed", true);
        table.put(trashed);
      }
    }
  }

  /** Another client's save of one file, as an administrator; nothing happens if it is refused. */
  void foreignWrite(Caller admin, String uuid, String path, String locator, Instant now) {
    ObjectNode values = Json.object();
    String size = locator.substring(locator.indexOf('+') + 1);
    values.putObject("collection").put("manifest_text", ". " + locator + " 0:" + size + ":f\n");
    Map<String, String> plan = new HashMap<>(Map.of(path, "manifest_text/f"));
    plan.forEach(values.putObject("replace_files")::put);
    update(admin, uuid, new Params("PATCH", values), now);
  }

  /** Bytes of the manifest a row has now, 0 if there is no such row. */
  long manifestBytes(String uuid) {
    return table.row(uuid).map(row -> (long) table.manifest(row).length()).orElse(0L);
  }
}
