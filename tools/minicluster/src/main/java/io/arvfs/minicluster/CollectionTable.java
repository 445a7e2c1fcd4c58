package io.arvfs.minicluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The collections table: all rows in memory, every change in the {@link Store} first. An old
 * version is written before the row that supersedes it; one that a kill left without its successor
 * is dropped when the table is opened. Confined to the cluster's lock.
 */
final class CollectionTable {

  private static final String UUID_PREFIX = ClusterSettings.CLUSTER_ID + "-4zz18-";
  private static final int UUID_RANDOM = 15;

  private final Store store;
  private final Random random;
  private final Map<String, CollectionRow> rows = new TreeMap<>();

  CollectionTable(Store store, Random random) throws IOException {
    this.store = store;
    this.random = random;
    store.rows().forEach(row -> rows.put(row.uuid(), row));
    for (CollectionRow row : List.copyOf(rows.values())) {
      CollectionRow current = rows.get(row.text("current_version_uuid"));
      if (current == null || (!row.isCurrent() && row.version() >= current.version())) {
        delete(row.uuid());
      }
    }
  }

  Optional<CollectionRow> row(String uuid) {
    return Optional.ofNullable(rows.get(uuid));
  }

  Collection<CollectionRow> all() {
    return List.copyOf(rows.values());
  }

  List<CollectionRow> versionsOf(String uuid) {
    return rows.values().stream()
        .filter(row -> !row.isCurrent() && row.text("current_version_uuid").equals(uuid))
        .toList();
  }

  void put(CollectionRow row) {
    try {
      store.putRow(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.put(row.uuid(), row);
  }

  void delete(String uuid) {
    try {
      store.deleteRow(uuid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.remove(uuid);
  }

  /** The stored text: without {@code +A}, other hints kept. */
  String manifest(CollectionRow row) {
    try {
      return store.manifest(row.text(CollectionRow.MANIFEST_KEY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the text and returns the key under which a row names it. */
  String keep(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String key = ManifestText.md5(bytes) + "+" + bytes.length;
    try {
      store.putManifest(key, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return key;
  }

  String freshUuid() {
    String uuid = UUID_PREFIX + Identity.base36(random, UUID_RANDOM);
    return rows.containsKey(uuid) ? freshUuid() : uuid;
  }
}
