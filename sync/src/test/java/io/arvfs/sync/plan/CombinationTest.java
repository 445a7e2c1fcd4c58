package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.Trees.A;
import static io.arvfs.sync.plan.Trees.B;
import static io.arvfs.sync.plan.Trees.N;
import static io.arvfs.sync.plan.Trees.W;
import static io.arvfs.sync.plan.Trees.edited;
import static io.arvfs.sync.plan.Trees.file;
import static io.arvfs.sync.plan.Trees.path;
import static io.arvfs.sync.plan.Trees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.sync.plan.Combination.Combined;
import io.arvfs.sync.plan.Combination.Conflict;
import io.arvfs.sync.plan.Combination.Conflict.Reason;
import io.arvfs.sync.plan.Combination.Conflicted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** Changes of two sides together, or not. */
class CombinationTest {

  private static Directory combined(Directory base, Directory server, Directory local) {
    return assertInstanceOf(Combined.class, Combination.of(base, server, local)).target();
  }

  private static List<Conflict> conflicts(Directory base, Directory server, Directory local) {
    return assertInstanceOf(Conflicted.class, Combination.of(base, server, local)).conflicts();
  }

  private static List<ManifestPath> paths(List<Conflict> conflicts) {
    return conflicts.stream().map(Conflict::path).toList();
  }

  @Property(tries = 300)
  void oneSideUnchanged_givesTheOtherSide(
      @ForAll("trees") Directory base, @ForAll("edits") List<Trees.Edit> edits) {
    Directory changed = edited(base, edits);

    assertTrue(changed.sameContent(combined(base, base, changed)));
    assertTrue(changed.sameContent(combined(base, changed, base)));
    assertSame(changed, combined(base, changed, changed));
  }

  @Property(tries = 1000)
  void everyPath_changedOnOneSide_isAsThatSideHasIt(
      @ForAll("trees") Directory base,
      @ForAll("edits") List<Trees.Edit> theirs,
      @ForAll("edits") List<Trees.Edit> ours) {
    Directory server = edited(base, theirs);
    Directory local = edited(base, ours);
    Combination combination = Combination.of(base, server, local);
    Statistics.collect(combination.getClass().getSimpleName());

    if (combination instanceof Combined(Directory target)) {
      assertEachPath(files(base), files(server), files(local), files(target));
    }
  }

  private static void assertEachPath(
      Map<ManifestPath, RegularFile> base,
      Map<ManifestPath, RegularFile> server,
      Map<ManifestPath, RegularFile> local,
      Map<ManifestPath, RegularFile> target) {
    TreeSet<ManifestPath> paths = new TreeSet<>(server.keySet());
    paths.addAll(local.keySet());
    paths.addAll(base.keySet());
    paths.addAll(target.keySet());
    for (ManifestPath path : paths) {
      Optional<RegularFile> before = Optional.ofNullable(base.get(path));
      Optional<RegularFile> theirs = Optional.ofNullable(server.get(path));
      Optional<RegularFile> ours = Optional.ofNullable(local.get(path));
      boolean keptHere = same(before, ours);
      assertTrue(keptHere || same(before, theirs) || same(ours, theirs), "a conflict: " + path);
      assertTrue(same(keptHere ? theirs : ours, Optional.ofNullable(target.get(path))), "" + path);
    }
  }

  private static boolean same(Optional<RegularFile> left, Optional<RegularFile> right) {
    return left.isPresent() == right.isPresent()
        && left.filter(file -> !file.sameContent(right.orElseThrow())).isEmpty();
  }

  private static Map<ManifestPath, RegularFile> files(Directory tree) {
    Map<ManifestPath, RegularFile> files = new TreeMap<>();
    collect(ManifestPath.ROOT, tree, files);
    return files;
  }

  private static void collect(ManifestPath path, Node node, Map<ManifestPath, RegularFile> files) {
    switch (node) {
      case RegularFile file -> files.put(path, file);
      case Directory d -> d.entries().forEach((name, n) -> collect(path.child(name), n, files));
    }
  }

  @Property(tries = 500)
  void sidesExchanged_giveTheSame(
      @ForAll("trees") Directory base,
      @ForAll("edits") List<Trees.Edit> theirs,
      @ForAll("edits") List<Trees.Edit> ours) {
    Directory one = edited(base, theirs);
    Directory other = edited(base, ours);

    switch (Combination.of(base, one, other)) {
      case Combined(Directory target) -> assertTrue(target.sameContent(combined(base, other, one)));
      case Conflicted conflicted ->
          assertEquals(paths(conflicted.conflicts()), paths(conflicts(base, other, one)));
    }
  }

  @Test
  void otherPaths_ofBothSides_areBothThere() {
    Directory base = tree("a", file(A), "d/x", file(A));
    Directory server = tree("a", file(B), "d/x", file(A), "d/theirs", file(N));
    List<LocalChange> changes =
        List.of(Changes.made(path("d/ours"), file(W)), Changes.modified(path("d/x"), file(B)));

    Combination combination = Combination.of(base, server, Combination.local(base, changes));

    assertEquals(
        new Combined(tree("a", file(B), "d/x", file(B), "d/theirs", file(N), "d/ours", file(W))),
        combination);
  }

  @Test
  void sameContent_onBothSides_isNoConflict() {
    Directory base = tree("a", file(A));

    assertEquals(
        tree("a", file(B), "n/x", file(N)),
        combined(base, tree("a", file(B), "n/x", file(N)), tree("a", file(B), "n/x", file(N))));
  }

  @Test
  void fileModifiedThere_andMovedHere_isAConflictWhereItWas() {
    Directory base = tree("a", file(A));
    List<LocalChange> changes = List.of(Changes.moved(path("a"), path("b")));

    assertEquals(
        new Conflicted(List.of(new Conflict(path("a"), Reason.REMOVED_HERE))),
        Combination.of(base, tree("a", file(B)), Combination.local(base, changes)));
  }

  @Test
  void directoryMovedHere_withAnAdditionThere_isAConflict() {
    Directory base = tree("d/x", file(A));

    assertEquals(
        List.of(new Conflict(path("d"), Reason.REMOVED_HERE)),
        conflicts(base, tree("d/x", file(A), "d/new", file(B)), tree("e/x", file(A))));
  }

  @Test
  void directoryRemovedThere_withAnAdditionHere_isAConflict() {
    Directory base = tree("d/x", file(A));

    assertEquals(
        List.of(new Conflict(path("d"), Reason.REMOVED_THERE)),
        conflicts(base, Directory.EMPTY, tree("d/x", file(A), "d/new", file(B))));
  }

  @Test
  void directoryRemovedHere_andEmptiedThere_isRemoved() {
    Directory base = tree("d/x", file(A), "d/y", file(B));

    assertEquals(Directory.EMPTY, combined(base, tree("d/y", file(B)), Directory.EMPTY));
    assertEquals(Directory.EMPTY, combined(base, Directory.EMPTY, tree("d", Directory.EMPTY)));
  }

  @Test
  void conflicts_ofEveryKind_areNamed() {
    Directory base = tree("both", file(A), "kind", file(A));
    Directory server = tree("added", file(A), "both", file(B), "kind/x", file(A));
    Directory local = tree("added", file(B), "both", file(N), "kind", file(B));

    assertEquals(
        List.of(
            new Conflict(path("added"), Reason.BOTH_ADDED),
            new Conflict(path("both"), Reason.BOTH_CHANGED),
            new Conflict(path("kind"), Reason.FILE_AND_DIRECTORY)),
        conflicts(base, server, local));
  }

  @Test
  void moves_ofOneFileToTwoPlaces_giveBoth() {
    Directory base = tree("d/x", file(A));

    assertEquals(
        tree("e/x", file(A), "f/x", file(A)),
        combined(base, tree("f/x", file(A)), tree("e/x", file(A))));
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }

  @Provide
  Arbitrary<List<Trees.Edit>> edits() {
    return Trees.edits();
  }
}
