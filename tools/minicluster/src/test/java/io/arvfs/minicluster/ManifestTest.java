package io.arvfs.minicluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.minicluster.ManifestLoader.UnloadableManifestException;
import io.arvfs.minicluster.TreeNode.Directory;
import io.arvfs.minicluster.TreeNode.File;
import io.arvfs.minicluster.TreeNode.Segment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Text to tree and back. */
class ManifestTest {

  @Property(tries = 300)
  void writing_whatWasLoaded_keepsEveryFileAndIsStable(@ForAll("texts") String text)
      throws UnloadableManifestException {
    Directory tree = ManifestLoader.load(text);

    String written = ManifestWriter.write(tree);
    Directory again = ManifestLoader.load(written);

    assertEquals(lengths(tree), lengths(again));
    assertEquals(written, ManifestWriter.write(again));
    ManifestGrammar.check(written);
  }

  private static Map<String, Long> lengths(Directory root) {
    Map<String, Long> lengths = new TreeMap<>();
    collect(root, "", lengths);
    return lengths;
  }

  private static void collect(Directory directory, String prefix, Map<String, Long> lengths) {
    directory
        .entries()
        .forEach(
            (name, node) -> {
              switch (node) {
                case Directory child -> collect(child, prefix + "/" + name, lengths);
                case File file ->
                    lengths.put(
                        prefix + "/" + name,
                        file.segments().stream().mapToLong(Segment::length).sum());
              }
            });
  }

  /** Directories and files have different names, so that every text can be loaded. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> streams = Arbitraries.of(".", "./d", "./d/e", "./a-b", "./x\\040y", "./é");
    Arbitrary<String> blocks =
        Arbitraries.of(Desk.FOO, Desk.BAR, Desk.BAR + "+K@zzzzz", ManifestWriter.EMPTY_BLOCK);
    Arbitrary<String> names = Arbitraries.of("f", "g\\072h", "sub/f", "😀", "\uFFFD", "z\\134");
    Arbitrary<String> tokens =
        Combinators.combine(Arbitraries.integers().between(0, 3), names)
            .as((position, name) -> position + ":" + (3 - position) + ":" + name);
    Arbitrary<String> lines =
        Combinators.combine(
                streams, blocks.list().ofMaxSize(4), tokens.list().ofMinSize(1).ofMaxSize(4))
            .as(ManifestTest::line);
    return lines.list().ofMaxSize(4).map(all -> String.join("", all));
  }

  private static String line(String stream, List<String> blocks, List<String> tokens) {
    String more = blocks.isEmpty() ? "" : " " + String.join(" ", blocks);
    return stream + " " + Desk.FOO + more + " " + String.join(" ", tokens) + "\n";
  }

  @Test
  void loading_ofWhatRailsAccepts_canStillFail() {
    for (String text :
        List.of(
            ". acbd18db4cc2f85cedef654fccc4a4d8 0:3:f\n",
            ". " + Desk.FOO + " 0:4:f\n",
            ". " + Desk.FOO + " 0:3:d 0:3:d/x\n")) {
      ManifestGrammar.check(text);
      assertThrows(UnloadableManifestException.class, () -> ManifestLoader.load(text), text);
    }
  }

  @Test
  void name_thatIsNotUtf8_becomesReplacementCharacters() throws UnloadableManifestException {
    Directory tree = ManifestLoader.load(". " + Desk.FOO + " 0:3:caf\\351\n");

    assertEquals(". " + Desk.FOO + " 0:3:caf\uFFFD\n", ManifestWriter.write(tree));
    assertEquals("\uFFFD\uFFFDx", ByteText.toUnicode("\u00e2\u0082x"));
    assertEquals("\uFFFD\uFFFD\uFFFD", ByteText.toUnicode("\u00ed\u00a0\u0080"));
  }

  @Test
  void hash_ofTheReferencePage_isReproduced() {
    String text =
        ". "
            + Desk.FOO
            + "+Axx@1 "
            + Desk.BAR
            + "+K@zzzzz 0:3:a 3:3:b\n"
            + "./empty "
            + ManifestWriter.EMPTY_BLOCK
            + " 0:0:\\056\n"
            + "./sub\\040dir "
            + Desk.FOO
            + " 0:3:x\\072y\n";

    assertEquals("dc5af5ff7bc355390d77e8991dc329c7+195", ManifestText.portableDataHash(text));
  }
}
