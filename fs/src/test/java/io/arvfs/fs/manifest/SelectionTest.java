package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which part of a tree is taken out of a text. */
class SelectionTest {

  private static final String TEXT =
      Blocks.spell("./a A 0:3:f 0:3:g\n./a/s A 0:3:x\n./b A 0:3:f\n./b/s/t A 0:3:y\n. A 0:3:z");

  private static Directory taken(String... paths) throws IOException {
    return selection(paths).of(ManifestSource.of(new ManifestText(TEXT)));
  }

  private static Selection selection(String... paths) {
    Selection selection = new Selection();
    for (String path : paths) {
      selection.add(ManifestPath.parse(path));
    }
    return selection;
  }

  private static Directory tree(String text) throws IOException {
    return new ManifestText(Blocks.spell(text)).load();
  }

  @Test
  void nothing_selected_isEmpty() throws IOException {
    assertEquals(Directory.EMPTY, taken());
  }

  @Test
  void file_selected_comesWithItsParentsAlone() throws IOException {
    assertEquals(tree("./a A 0:3:g"), taken("a/g"));
  }

  @Test
  void path_thatIsNotThere_bringsTheDirectoriesThatAre() throws IOException {
    assertEquals(tree("./b/s d41d8cd98f00b204e9800998ecf8427e+0 0:0:."), taken("b/s/new/file"));
  }

  @Test
  void directory_selected_comesWithAllBelow() throws IOException {
    assertEquals(tree("./a A 0:3:f 0:3:g\n./a/s A 0:3:x"), taken("a"));
  }

  @Test
  void root_selected_isEverything() throws IOException {
    assertEquals(new ManifestText(TEXT).load(), taken("/"));
  }

  @Test
  void whole_isWhatWasSelectedAndWhatIsBelow() {
    Selection selection = selection("a/s");

    assertTrue(selection.isWhole(ManifestPath.parse("a/s")));
    assertTrue(selection.isWhole(ManifestPath.parse("a/s/x")));
    assertFalse(selection.isWhole(ManifestPath.parse("a")));
    assertFalse(selection.isWhole(ManifestPath.parse("a/st")));
  }
}
