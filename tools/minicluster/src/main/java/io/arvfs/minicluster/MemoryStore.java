package io.arvfs.minicluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link Store} on the heap, gone with the process. Thread-safe. */
final class MemoryStore implements Store {

  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
  private final Map<String, CollectionRow> rows = new ConcurrentHashMap<>();
  private final Map<String, String> manifests = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blocks = new ConcurrentHashMap<>();

  @Override
  public void putDocument(String name, byte[] content) {
    documents.put(name, content);
  }

  @Override
  public Optional<byte[]> document(String name) {
    return Optional.ofNullable(documents.get(name));
  }

  @Override
  public void putRow(CollectionRow row) {
    rows.put(row.uuid(), row);
  }

  @Override
  public void deleteRow(String uuid) {
    rows.remove(uuid);
  }

  @Override
  public List<CollectionRow> rows() {
    return List.copyOf(rows.values());
  }

  @Override
  public void putManifest(String key, String text) {
    manifests.putIfAbsent(key, text);
  }

  @Override
  public String manifest(String key) throws IOException {
    String text = manifests.get(key);
    if (text == null) {
      throw new IOException("no manifest " + key);
    }
    return text;
  }

  @Override
  public void putBlock(String md5, byte[] content) {
    blocks.putIfAbsent(md5, content);
  }

  @Override
  public Optional<byte[]> block(String md5) {
    return Optional.ofNullable(blocks.get(md5));
  }
}
