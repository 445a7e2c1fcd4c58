package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What stands in one tree and no longer in its place in another, by content: where a moved file or
 * directory can be taken from. Things without bytes are not worth a move and are not found.
 * Confined to one thread.
 */
final class Vanished {

  private record Place(ManifestPath path, Node node) {}

  /** What is in no place: the hash of nodes without bytes. */
  private static final int NO_BYTES = 0;

  private final Map<Integer, List<Place>> byHash = new HashMap<>();
  private final IdentityHashMap<Node, Integer> hashes = new IdentityHashMap<>();

  private final Predicate<ManifestPath> whole;

  private Vanished(Predicate<ManifestPath> whole) {
    this.whole = whole;
  }

  /**
   * Everything that stands in {@code before} and not with the same content in {@code after}.
   *
   * @param whole whether nothing is missing in a directory that is in both
   */
  static Vanished between(Directory before, Directory after, Predicate<ManifestPath> whole) {
    Vanished vanished = new Vanished(whole);
    vanished.collectEntries(ManifestPath.ROOT, before, Optional.of(after));
    return vanished;
  }

  private void collectEntries(ManifestPath path, Directory before, Optional<Node> after) {
    for (Map.Entry<Name, Node> entry : before.entries().entrySet()) {
      Optional<Node> there =
          after.flatMap(
              node -> node instanceof Directory d ? d.get(entry.getKey()) : Optional.empty());
      collect(path.child(entry.getKey()), entry.getValue(), there);
    }
  }

  private void collect(ManifestPath path, Node before, Optional<Node> after) {
    if (after.isPresent() && before.sameContent(after.get())) {
      return;
    }
    boolean partly =
        before instanceof Directory
            && after.filter(Directory.class::isInstance).isPresent()
            && !whole.test(path);
    int hash = partly ? NO_BYTES : hash(before);
    if (hash != NO_BYTES) {
      byHash.computeIfAbsent(hash, _ -> new ArrayList<>()).add(new Place(path, before));
    }
    if (before instanceof Directory directory) {
      collectEntries(path, directory, after);
    }
  }

  /** A place from which {@code node} can be copied, the first in the order of paths. */
  Optional<ManifestPath> find(Node node) {
    int hash = hash(node);
    return hash == NO_BYTES
        ? Optional.empty()
        : byHash.getOrDefault(hash, List.of()).stream()
            .filter(place -> place.node().sameContent(node))
            .map(Place::path)
            .findFirst();
  }

  private int hash(Node node) {
    Integer known = hashes.get(node);
    if (known != null) {
      return known;
    }
    int hash =
        switch (node) {
          case RegularFile file -> hash(file);
          case Directory directory -> hash(directory);
        };
    hashes.put(node, hash);
    return hash;
  }

  private static int hash(RegularFile file) {
    if (file.length() == 0) {
      return NO_BYTES;
    }
    int hash = 1;
    for (Piece piece : file.extents()) {
      hash = 31 * hash + Objects.hash(piece.locator().block(), piece.offset(), piece.length());
    }
    return notNone(hash);
  }

  private int hash(Directory directory) {
    int hash = 1;
    boolean bytes = false;
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      int child = hash(entry.getValue());
      bytes |= child != NO_BYTES;
      hash = 31 * (31 * hash + entry.getKey().hashCode()) + child;
    }
    return bytes ? notNone(hash) : NO_BYTES;
  }

  private static int notNone(int hash) {
    return hash == NO_BYTES ? 1 : hash;
  }
}
