package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Small random trees: few names, few blocks, so that everything collides with everything. */
final class Trees {

  private Trees() {}

  static Arbitrary<Directory> trees() {
    return directories(3);
  }

  static Arbitrary<Node> nodes() {
    return Arbitraries.oneOf(files().map(f -> f), directories(1).map(d -> d));
  }

  static Arbitrary<ManifestPath> paths() {
    return names().list().ofMinSize(1).ofMaxSize(3).map(ManifestPath::new);
  }

  static Arbitrary<Name> names() {
    return Arbitraries.of("a", "a-b", "b c", "x:y", "é", "😀", "\uFFFD").map(Name::new);
  }

  static Arbitrary<RegularFile> files() {
    return pieces().list().ofMaxSize(4).map(RegularFile::new);
  }

  private static Arbitrary<Piece> pieces() {
    Arbitrary<LocatorToken> locators =
        Arbitraries.of(Blocks.A, Blocks.B, Blocks.W, Blocks.W + "+K@zzzzz").map(LocatorToken::new);
    return Combinators.combine(
            locators, Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 9))
        .as(
            (locator, from, length) -> {
              int offset = Math.min(from, locator.size());
              return new Piece(locator, offset, Math.min(length, locator.size() - offset));
            });
  }

  private static Arbitrary<Directory> directories(int depth) {
    Arbitrary<Node> node =
        depth == 0
            ? files().map(f -> f)
            : Arbitraries.frequencyOf(
                Tuple.of(3, files().map(f -> (Node) f)),
                Tuple.of(2, Arbitraries.lazy(() -> directories(depth - 1)).map(d -> d)));
    return Combinators.combine(names().list().ofMaxSize(4).uniqueElements(), node.list().ofSize(4))
        .as(Trees::directory);
  }

  private static Directory directory(List<Name> names, List<Node> nodes) {
    TreeMap<Name, Node> entries = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      entries.put(names.get(i), nodes.get(i));
    }
    return new Directory(entries);
  }
}
