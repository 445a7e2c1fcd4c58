package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of a text that is read and written again, against texts of the real server. */
class ManifestRewritingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python packing | . A B 0:3:a 3:3:b 0:3:c | . A B A 0:3:a 3:3:b 6:3:c",
        "unsorted streams | ./a-b B 0:3:y;./a/s C 0:3:z;./a A 0:3:x"
            + " | ./a A 0:3:x;./a/s C 0:3:z;./a-b B 0:3:y",
        "zero length inside a block | . W N 0:9:a 10:0:e | . W N 0:9:a 10:0:e",
        "zero length on an edge | . W 0:9:a 9:0:e | . W 0:9:a 0:0:e",
        "empty block among others | . A 0 B 0:6:f | . A B 0:6:f",
        "one path in two streams | . A 0:3:d/f;./d B 0:3:f | ./d A B 0:6:f",
        "escaped stream | ./a:b A 0:3:x | ./a\\072b A 0:3:x",
        "byte order of names | . A 0:3:😀 0:3:� 0:3:Z 0:3:a | . A 0:3:Z 0:3:a 0:3:� 0:3:😀",
        "hints differ | . A A+K@zzzzz 0:3:a 3:3:b | . A A+K@zzzzz 0:3:a 3:3:b",
        "doubled block | . W W N W 0:3:a 12:3:b 18:3:b 27:3:c | . W N W 0:3:a 3:3:b 9:3:b 18:3:c",
        "dot in a path | . A 0:3:./d/../d/f | ./d A 0:3:f",
        "empty directory | ./d 0 0:0:\\056 | ./d 0 0:0:\\056",
        "emptiness onto a directory | ./d A 0:3:f;. A 1:0:d | ./d A 0:3:f",
      })
  void text_rewritten_isWhatTheServerStores(String circumstance, String before, String after)
      throws Exception {
    ManifestText read = new ManifestText(Blocks.spell(before.replace(';', '\n')));

    ManifestText written = ManifestWriter.signed().write(read.load());

    String expected = Blocks.spell(after.replace(';', '\n'));
    assertEquals(expected, written.text(), circumstance);
  }

  @Test
  void text_withEveryKindOfEscape_isWrittenWithThoseOfTheServer() throws Exception {
    String before = Blocks.spell(". A 0:3:a\\040b 0:3:x\\072y 0:3:caf\\303\\251 0:3:t\\134u");

    ManifestText written = ManifestWriter.signed().write(ManifestReader.read(before));

    assertEquals(Blocks.spell(". A 0:3:a\\040b 0:3:café 0:3:t\\134u 0:3:x\\072y"), written.text());
    assertEquals("c37f3e8574dcb8962959608c99aca9e4+80", written.portableDataHash());
  }

  @Test
  void text_withAMarkOnlyInItsRoot_isWrittenAsTheEmptyText() throws Exception {
    Directory tree = ManifestReader.read(Blocks.spell(". A 0:0:."));

    assertEquals(Directory.EMPTY, tree);
    assertEquals(ManifestText.EMPTY, ManifestWriter.unsigned().write(tree));
  }

  @Test
  void neighbours_withDifferentSignatures_listTheirBlockTwice() throws Exception {
    String signed = Blocks.W + Blocks.SIGNATURE;
    Directory tree = ManifestReader.read(". " + signed + " " + Blocks.W + " 0:3:a 12:3:b\n");

    assertEquals(Blocks.spell(". W W 0:3:a 12:3:b"), ManifestWriter.unsigned().write(tree).text());
    assertEquals(
        ". " + signed + " " + Blocks.W + " 0:3:a 12:3:b\n",
        ManifestWriter.signed().write(tree).text());
  }

  @Property(tries = 500)
  void tree_writtenAndRead_hasTheSameContent(@ForAll("trees") Directory tree) throws Exception {
    Directory again = ManifestWriter.signed().write(tree).load();

    assertTrue(tree.sameContent(again));
  }

  @Property(tries = 500)
  void text_rewrittenOnce_doesNotChangeAgain(@ForAll("trees") Directory tree) throws Exception {
    ManifestText written = ManifestWriter.signed().write(tree);
    // Pieces of length 0 on a block's edge, and with them doubled blocks, go with the first
    // reading.
    ManifestText once = ManifestWriter.signed().write(written.load());

    assertEquals(once.text(), ManifestWriter.signed().write(once.load()).text());
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }
}
