package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Editing a tree without touching it. */
class DraftTest {

  private static final RegularFile FILE = new RegularFile(List.of(Blocks.piece(Blocks.A, 0, 3)));

  private static ManifestPath path(String text) {
    return ManifestPath.parse(text);
  }

  private static Directory tree() {
    Draft draft = new Draft(Directory.EMPTY);
    draft.put(path("a/x"), FILE);
    draft.put(path("b/y"), FILE);
    return draft.tree();
  }

  @Test
  void edit_ofOneDirectory_sharesTheOthers() {
    Directory before = tree();
    Draft draft = new Draft(before);

    draft.put(path("a/z"), FILE);

    Directory after = draft.tree();
    assertSame(before.find(path("b")).orElseThrow(), after.find(path("b")).orElseThrow());
    assertEquals(Optional.of(FILE), after.find(path("a/z")));
    assertEquals(Optional.empty(), before.find(path("a/z")));
  }

  @Test
  void edit_takenBack_givesTheSameTree() {
    Directory before = tree();
    Draft draft = new Draft(before);

    draft.put(path("a/z"), FILE);
    draft.remove(path("a/z"));
    draft.makeDirectory(path("b"));

    assertSame(before, draft.tree());
  }

  @Test
  void removal_ofTheLastFile_leavesItsDirectory() {
    Draft draft = new Draft(tree());

    assertTrue(draft.remove(path("a/x")));
    assertFalse(draft.remove(path("a/x")));

    assertEquals(Optional.of(Directory.EMPTY), draft.get(path("a")));
  }

  @Test
  void put_belowAFile_isRefusedAndChangesNothing() {
    Directory before = tree();
    Draft draft = new Draft(before);

    assertThrows(IllegalArgumentException.class, () -> draft.put(path("a/x/y"), FILE));

    assertEquals(Optional.of(path("a/x")), draft.fileAbove(path("a/x/y")));
    assertSame(before, draft.tree());
  }

  @Property(tries = 500)
  void put_anywhere_isFoundThereAndNothingElseChanges(
      @ForAll("trees") Directory tree,
      @ForAll("paths") ManifestPath path,
      @ForAll("nodes") Node node,
      @ForAll("paths") ManifestPath other) {
    Draft draft = new Draft(tree);
    if (draft.fileAbove(path).isPresent()) {
      assertThrows(IllegalArgumentException.class, () -> draft.put(path, node));
      return;
    }

    draft.put(path, node);

    assertEquals(Optional.of(node), draft.get(path));
    assertEquals(draft.tree().find(other), draft.get(other));
    if (!other.startsWith(path) && !path.startsWith(other)) {
      assertEquals(tree.find(other), draft.get(other));
    }
  }

  @Property(tries = 500)
  void removal_anywhere_takesWhatWasThere(
      @ForAll("trees") Directory tree, @ForAll("paths") ManifestPath path) {
    Draft draft = new Draft(tree);

    boolean removed = draft.remove(path);

    assertEquals(tree.find(path).isPresent(), removed);
    assertEquals(Optional.empty(), draft.tree().find(path));
    assertTrue(path.depth() < 2 || hasParentAsBefore(tree, draft, path));
  }

  private static boolean hasParentAsBefore(Directory tree, Draft draft, ManifestPath path) {
    ManifestPath parent = path.parent().orElseThrow();
    return draft.get(parent).isPresent() == tree.find(parent).isPresent();
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }

  @Provide
  Arbitrary<Node> nodes() {
    return Trees.nodes();
  }

  @Provide
  Arbitrary<ManifestPath> paths() {
    return Trees.paths();
  }
}
