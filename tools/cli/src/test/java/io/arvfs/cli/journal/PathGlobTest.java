package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a glob matches. */
class PathGlobTest {

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("ab*?[]{}\\.+^$|() ä\n-~#&")
        .ofMinLength(1)
        .ofMaxLength(6);
  }

  @Provide
  Arbitrary<List<String>> paths() {
    return names().list().ofMinSize(1).ofMaxSize(4);
  }

  private static String escaped(String text) {
    return text.replaceAll("[*?\\[\\]\\\\]", "\\\\$0");
  }

  @Property(tries = 300)
  void glob_ofAPathWithEverythingEscaped_matchesItAlone(
      @ForAll("paths") List<String> path, @ForAll("paths") List<String> other) {
    PathGlob glob = new PathGlob("/" + escaped(String.join("/", path)));

    assertTrue(glob.matches(String.join("/", path)));
    assertEquals(path.equals(other), glob.matches(String.join("/", other)));
  }

  @Property(tries = 300)
  void stars_stayInANameOrDoNot(@ForAll("paths") List<String> path) {
    String text = String.join("/", path);

    assertTrue(new PathGlob("**").matches(text));
    assertTrue(new PathGlob("*").matches(text), "without a slash the last name is compared");
    assertTrue(new PathGlob("**/*").matches(text));
    assertEquals(path.size() == 1, new PathGlob("/*").matches(text));
    assertEquals(path.size() == 2, new PathGlob("*/*").matches(text));
  }

  @Property(tries = 300)
  void names_inADirectory_matchItsGlob(
      @ForAll("names") String directory, @ForAll("paths") List<String> path) {
    PathGlob below = new PathGlob(escaped(directory) + "/**");

    assertTrue(below.matches(directory + "/" + String.join("/", path)));
    assertFalse(below.matches(directory));
  }

  @Example
  void characters_inBrackets_areOneOfThem() {
    assertTrue(new PathGlob("run-[0-9]?.csv").matches("x/run-17.csv"));
    assertFalse(new PathGlob("run-[!0-9]*").matches("run-17.csv"));
    assertFalse(new PathGlob("/a[!b]c").matches("a/c"), "a bracket matches no slash");
    assertThrows(IllegalArgumentException.class, () -> new PathGlob("a[b"));
  }
}
