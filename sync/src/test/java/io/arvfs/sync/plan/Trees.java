package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Name;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Small random trees and edits: so few names and blocks that everything meets everything. Files are
 * packed into shared blocks, so seams between old and new pieces are common.
 */
final class Trees {

  static final BlockId A = new BlockId("acbd18db4cc2f85cedef654fccc4a4d8", 3);
  static final BlockId B = new BlockId("37b51d194a7513e45b56f6524f2d51f2", 3);
  static final BlockId W = new BlockId("6df23dc03f9b54cc38a0fc1483df6e21", 9);
  static final BlockId N = new BlockId("d85b1213473c2fd7c2045020a6b9c62b", 3);

  private Trees() {}

  static ManifestPath path(String text) {
    return ManifestPath.parse(text);
  }

  static RegularFile file(BlockId block) {
    return file(block, 0, block.size());
  }

  static RegularFile file(BlockId block, int offset, int length) {
    return new RegularFile(List.of(new Piece(LocatorToken.of(block), offset, length)));
  }

  /** A tree from paths and what stands there, in turn. */
  static Directory tree(Object... pathsAndNodes) {
    Draft draft = new Draft(Directory.EMPTY);
    for (int i = 0; i < pathsAndNodes.length; i += 2) {
      draft.put(path((String) pathsAndNodes[i]), (Node) pathsAndNodes[i + 1]);
    }
    return draft.tree();
  }

  static Arbitrary<Directory> trees() {
    return directories(2);
  }

  static Arbitrary<Name> names() {
    return Arbitraries.of("a", "b", "x:y", "é").map(Name::new);
  }

  static Arbitrary<ManifestPath> paths() {
    return names().list().ofMinSize(1).ofMaxSize(3).map(ManifestPath::new);
  }

  static Arbitrary<RegularFile> files() {
    Arbitrary<Piece> pieces =
        Combinators.combine(
                Arbitraries.of(A, B, W, W, N),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 3))
            .as(
                (block, from, length) ->
                    new Piece(LocatorToken.of(block), from, Math.min(length, block.size() - from)));
    return pieces.list().ofMaxSize(3).map(RegularFile::new);
  }

  static Arbitrary<Node> nodes() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, files().map(file -> (Node) file)),
        Tuple.of(1, directories(1).map(directory -> (Node) directory)));
  }

  private static Arbitrary<Directory> directories(int depth) {
    Arbitrary<Node> node =
        depth == 0
            ? files().map(file -> (Node) file)
            : Arbitraries.frequencyOf(
                Tuple.of(2, files().map(file -> (Node) file)),
                Tuple.of(2, Arbitraries.lazy(() -> directories(depth - 1)).map(d -> (Node) d)));
    return Combinators.combine(names().list().uniqueElements().ofMaxSize(4), node.list().ofSize(4))
        .as(Trees::directory);
  }

  private static Directory directory(List<Name> names, List<Node> nodes) {
    TreeMap<Name, Node> entries = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      entries.put(names.get(i), nodes.get(i));
    }
    return new Directory(entries);
  }

  /** Something done to a tree; nothing, if it cannot be done there. */
  @FunctionalInterface
  interface Edit {
    void apply(Draft draft);
  }

  static Arbitrary<List<Edit>> edits() {
    return edit().list().ofMaxSize(6);
  }

  static Directory edited(Directory tree, List<Edit> edits) {
    Draft draft = new Draft(tree);
    edits.forEach(edit -> edit.apply(draft));
    return draft.tree();
  }

  private static Arbitrary<Edit> edit() {
    Arbitrary<ManifestPath> paths = paths();
    return Arbitraries.oneOf(
        paths.map(path -> draft -> draft.remove(path)),
        Combinators.combine(paths, nodes()).as((path, node) -> draft -> put(draft, path, node)),
        Combinators.combine(paths, paths).as((from, to) -> draft -> move(draft, from, to)),
        Combinators.combine(paths, paths).as((one, other) -> draft -> swap(draft, one, other)));
  }

  private static void put(Draft draft, ManifestPath path, Node node) {
    if (draft.fileAbove(path).isEmpty()) {
      draft.put(path, node);
    }
  }

  private static void move(Draft draft, ManifestPath from, ManifestPath to) {
    Optional<Node> node = draft.get(from);
    if (node.isPresent() && !to.startsWith(from) && !from.startsWith(to)) {
      draft.remove(from);
      put(draft, draft.fileAbove(to).isEmpty() ? to : from, node.get());
    }
  }

  private static void swap(Draft draft, ManifestPath one, ManifestPath other) {
    Optional<Node> first = draft.get(one);
    Optional<Node> second = draft.get(other);
    if (first.isPresent()
        && second.isPresent()
        && !one.startsWith(other)
        && !other.startsWith(one)) {
      draft.put(one, second.get());
      draft.put(other, first.get());
    }
  }
}
