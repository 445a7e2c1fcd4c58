package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Name;
import io.arvfs.minicluster.Minicluster;
import io.arvfs.minicluster.MiniclusterOptions;
import io.arvfs.minicluster.Request;
import io.arvfs.minicluster.Response;
import io.arvfs.minicluster.StoredCollection;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.CollectionRecord;
import io.arvfs.sync.arvados.CommitAnswer;
import io.arvfs.sync.arvados.HttpArvados;
import io.arvfs.sync.arvados.HttpOptions;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.KeepClient;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.arvados.Settings;
import io.arvfs.sync.arvados.SignedText;
import io.arvfs.sync.arvados.Token;
import io.arvfs.sync.arvados.UnassertedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cluster with its clients: what the volumes of a test talk to, another writer, and a reader of
 * what the cluster really holds. Trees are shown as path to content, directories as a path that
 * ends in a slash.
 */
final class Cell implements AutoCloseable {

  final SteppedTime time = new SteppedTime();
  final Minicluster cluster;
  final HttpArvados arvados;
  final ClusterInfo info;
  final Keep keep;
  private final Map<BlockId, byte[]> blocks = new HashMap<>();
  private int collections;

  Cell() throws IOException {
    this(Map.of());
  }

  /** With faults that hold from the start, such as settings of the site. */
  Cell(Map<String, String> faults) throws IOException {
    cluster = Minicluster.start(MiniclusterOptions.inMemory().withFaults(faults), time);
    Settings settings = new Settings(cluster.apiHost(), Token.of(cluster.token()), true);
    arvados = new HttpArvados(settings, HttpOptions.standard(), time, new Random(1));
    info = arvados.discover();
    keep = new KeepClient(arvados, info);
  }

  String collection() {
    return cluster.createCollection("collection " + ++collections, "");
  }

  void fault(String name, String value) {
    cluster.faults(Map.of(name, value));
  }

  void noFaults() {
    cluster.faults(Map.of());
  }

  /** The requests whose line begins so, such as {@code PATCH}. */
  long requests(String begin) {
    return cluster.counters().api().entrySet().stream()
        .filter(line -> line.getKey().startsWith(begin))
        .mapToLong(line -> line.getValue().requests())
        .sum();
  }

  long blocksPut() {
    return cluster.counters().keep().entrySet().stream()
        .filter(line -> line.getKey().startsWith("PUT"))
        .mapToLong(line -> line.getValue().requests())
        .sum();
  }

  void countFromZero() {
    cluster.counters().reset();
  }

  /** Another client puts a file there. */
  void foreignPut(String uuid, String path, String content) throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    String name = path.substring(path.lastIndexOf('/') + 1);
    String escaped = name.replace(" ", "\\040");
    String text =
        ". " + keep.put(bytes, bytes.length) + " 0:" + bytes.length + ":" + escaped + "\n";
    foreign(uuid, Map.of("/" + path, "manifest_text/" + name), text);
  }

  /** Another client removes a file or a directory. */
  void foreignRemove(String uuid, String path) throws IOException {
    foreign(uuid, Map.of("/" + path, ""), "");
  }

  void foreignMove(String uuid, String from, String to) throws IOException {
    foreign(uuid, Map.of("/" + to, "current/" + from, "/" + from, ""), "");
  }

  /** Another client's update, which no fault touches. */
  void foreign(String uuid, Map<String, String> replaceFiles, String text) throws IOException {
    CommitAnswer answer = arvados.commit(uuid, UnassertedBody.of(replaceFiles, text));
    if (!(answer instanceof CommitAnswer.Saved)) {
      throw new IOException("the other client: " + answer);
    }
  }

  /** The collection will be trashed then; until then it is as it was. */
  void trashAt(String uuid, Instant then) {
    String body = "{\"collection\": {\"trash_at\": \"" + then + "\"}}";
    Request request =
        Request.of(
            "PATCH", "/arvados/v1/collections/" + uuid, cluster.token(), body.getBytes(UTF_8));
    Response response = cluster.cluster().handle(request, time.now());
    if (response.status() != 200) {
      throw new IllegalStateException(new String(response.body(), UTF_8));
    }
  }

  StoredCollection stored(String uuid) {
    return cluster.collection(uuid);
  }

  /** The hashes of all versions, oldest first. */
  List<String> versions(String uuid) throws IOException {
    return arvados.versionsAbove(uuid, 0).stream().map(CollectionRecord::portableDataHash).toList();
  }

  /** The tree that the cluster holds now. */
  SortedMap<String, String> tree(String uuid) throws IOException {
    ManifestText signed = new ManifestText(SignedText.of(arvados, uuid));
    StoredCollection stored = stored(uuid);
    if (!signed.portableDataHash().equals(stored.portableDataHash())
        || !new ManifestText(stored.manifestText())
            .portableDataHash()
            .equals(stored.portableDataHash())) {
      throw new IOException("the cluster contradicts itself about " + uuid);
    }
    SortedMap<String, String> tree = new TreeMap<>();
    add(tree, "", signed.load());
    return tree;
  }

  /** The tree that the cluster kept as this version. */
  SortedMap<String, String> treeOfVersion(String uuid, long version) throws IOException {
    CollectionRecord row =
        arvados.versionsAbove(uuid, version - 1).stream()
            .filter(r -> r.version() == version)
            .findFirst()
            .orElseThrow();
    SortedMap<String, String> tree = new TreeMap<>();
    add(tree, "", new ManifestText(SignedText.of(arvados, row.uuid())).load());
    return tree;
  }

  private void add(SortedMap<String, String> tree, String prefix, Directory directory)
      throws IOException {
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      String path = prefix + entry.getKey();
      switch (entry.getValue()) {
        case Directory child -> {
          tree.put(path + "/", "");
          add(tree, path + "/", child);
        }
        case RegularFile file -> tree.put(path, Contents.shown(bytes(file)));
      }
    }
  }

  private byte[] bytes(RegularFile file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Piece piece : file.pieces()) {
      if (piece.length() > 0) {
        bytes.write(block(Locator.parse(piece.locator().text())), piece.offset(), piece.length());
      }
    }
    return bytes.toByteArray();
  }

  private byte[] block(Locator locator) throws IOException {
    byte[] known = blocks.get(locator.block());
    if (known == null) {
      known = keep.get(locator);
      blocks.put(locator.block(), known);
    }
    return known;
  }

  @Override
  public void close() {
    arvados.close();
    cluster.close();
  }
}
