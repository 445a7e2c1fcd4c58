package io.arvfs.sync.plan;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The base with the local changes in it. All inodes with a record are first taken out, the deepest
 * first, so that a directory is moved without those that went another way; then they are put in
 * where they stand now, directories before what is in them. So the order of records, swaps and
 * circles do not matter.
 */
final class LocalTree {

  private final Draft draft;
  private final Map<ManifestPath, Node> takenOut = new HashMap<>();

  private LocalTree(Directory base) {
    draft = new Draft(base);
  }

  /**
   * @throws IllegalArgumentException if the records do not fit the base or each other
   */
  static Directory of(Directory base, List<LocalChange> changes) {
    LocalTree tree = new LocalTree(base);
    changes.stream()
        .filter(change -> change.basePath().isPresent())
        .sorted(comparing(change -> change.basePath().orElseThrow(), reverseOrder()))
        .forEach(tree::takeOut);
    changes.stream()
        .filter(change -> change.localPath().isPresent())
        .sorted(comparing(change -> change.localPath().orElseThrow()))
        .forEach(tree::putIn);
    return tree.draft.tree();
  }

  private void takeOut(LocalChange change) {
    ManifestPath path = change.basePath().orElseThrow();
    Optional<Node> node = draft.get(path);
    if (node.isEmpty()) {
      throw new IllegalArgumentException("not in the base, or named twice: " + path);
    }
    boolean moved = change.localPath().isPresent() && change.content().isEmpty();
    if (!moved && node.get() instanceof Directory left) {
      requireNothingLost(change, left);
    }
    draft.remove(path);
    takenOut.put(path, node.get());
  }

  /** An inode without a record would vanish with its directory, and then from the server. */
  private static void requireNothingLost(LocalChange change, Directory left) {
    if (!left.isEmpty() || change.content().isPresent()) {
      throw new IllegalArgumentException("a directory that still holds " + left + ": " + change);
    }
  }

  private void putIn(LocalChange change) {
    ManifestPath path = change.localPath().orElseThrow();
    if (draft.get(path).isPresent()) {
      throw new IllegalArgumentException("two inodes at " + path);
    }
    draft.put(path, change.content().or(() -> change.basePath().map(takenOut::get)).orElseThrow());
  }
}
