package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Name;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as requests spell them. */
class ManifestPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"a/b c/x:y", "/a/b c/x:y"})
  void path_withOrWithoutSlash_isTheSame(String text) {
    ManifestPath path = ManifestPath.parse(text);

    assertEquals(List.of(new Name("a"), new Name("b c"), new Name("x:y")), path.names());
    assertEquals("/a/b c/x:y", path.absolute());
    assertEquals("a/b c/x:y", path.relative());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void root_inEitherForm_hasNoNames(String text) {
    assertEquals(ManifestPath.ROOT, ManifestPath.parse(text));
    assertEquals(Optional.empty(), ManifestPath.ROOT.parent());
    assertEquals("/", ManifestPath.ROOT.absolute());
  }

  @ParameterizedTest
  @ValueSource(strings = {"//a", "a/", "a//b", "/a/./b", "..", "a/.."})
  void path_thatIsNotClean_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ManifestPath.parse(text));
  }

  @Test
  void path_belowAnother_isToldFromOneThatOnlyBeginsAlike() {
    ManifestPath a = ManifestPath.parse("a");

    assertTrue(ManifestPath.parse("a/b").isBelow(a));
    assertTrue(a.isBelow(ManifestPath.ROOT));
    assertFalse(ManifestPath.parse("ab").isBelow(a));
    assertFalse(a.isBelow(a));
    assertTrue(a.startsWith(a));
  }

  @Test
  void path_movedWithItsDirectory_keepsItsTail() {
    ManifestPath moved =
        ManifestPath.parse("a/b/c").moved(ManifestPath.parse("a/b"), ManifestPath.parse("x"));

    assertEquals(ManifestPath.parse("x/c"), moved);
  }

  @Test
  void paths_sorted_haveDirectoriesBeforeWhatIsInThem() {
    List<String> sorted =
        Stream.of("/a-b", "/a/s", "/a", "/")
            .map(ManifestPath::parse)
            .sorted()
            .map(ManifestPath::absolute)
            .toList();

    assertEquals(List.of("/", "/a", "/a/s", "/a-b"), sorted);
  }
}
