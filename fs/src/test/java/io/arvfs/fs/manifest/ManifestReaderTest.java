package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Name;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What loads, and what does not. */
class ManifestReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "range beyond the stream | . A 0:4:f",
        "position beyond the stream | . A 4:0:f",
        "locator without size | . acbd18db4cc2f85cedef654fccc4a4d8 0:3:f",
        "size of 2^31 | . acbd18db4cc2f85cedef654fccc4a4d8+2147483648 0:3:f",
        "file, then directory of its name | . A 0:3:d 0:3:d/x",
        "directory, then bytes of its name | ./d A 0:3:x;. A 0:3:d",
        "bytes for a dot | . A 0:3:.",
        "no name | . A 0:3:d/",
        "last component dots | . A 0:3:d/..",
        "path above the root | . A 0:3:../f",
        "locator after a file | . A 0:3:f B",
        "no locator | . 0:0:f",
        "no file | . A",
        "two parts | . A 0:3",
        "negative position | . A -1:1:f",
        "empty line | . A 0:3:f;;. A 0:3:g",
        "double space | . A  0:3:f",
        "zero byte | . A 0:3:a\\000b",
      })
  void text_thatTheServerCannotLoad_isRefused(String circumstance, String text) {
    String spelled = Blocks.spell(text.replace(';', '\n'));

    assertThrows(
        UnloadableManifestException.class, () -> ManifestReader.read(spelled), circumstance);
  }

  @Test
  void text_withoutLastNewline_isRefusedNamingItsLine() {
    String text = Blocks.spell(". A 0:3:f") + "./d";

    UnloadableManifestException refusal =
        assertThrows(UnloadableManifestException.class, () -> ManifestReader.read(text));

    assertEquals(2, refusal.line());
    assertEquals("no newline at the end", refusal.reason());
  }

  @Test
  void bytes_thatAreNoUtf8_areRefused() {
    byte[] text = Blocks.spell(". A 0:3:\u00e9").getBytes(StandardCharsets.ISO_8859_1);

    assertThrows(UnloadableManifestException.class, () -> ManifestReader.read(text));
  }

  @Test
  void path_ofAsManyNamesAsThereMayBe_isReadAndWritten() throws Exception {
    String stream = "." + "/d".repeat(ManifestReader.MAX_DEPTH - 1);
    Directory tree = ManifestReader.read(Blocks.spell(stream + " A 0:3:f"));

    ManifestText written = ManifestWriter.signed().write(tree);

    assertEquals(Blocks.spell(stream + " A 0:3:f"), written.text());
    assertTrue(tree.sameContent(written.load()));
    assertThrows(
        UnloadableManifestException.class,
        () -> ManifestReader.read(Blocks.spell(stream + "/d A 0:3:f")));
  }

  @Test
  void file_overThreeBlocks_hasTheOverlapOfEach() throws Exception {
    Directory tree = ManifestReader.read(Blocks.spell(". A W B 2:11:f"));

    assertEquals(
        List.of(
            Blocks.piece(Blocks.A, 2, 1),
            Blocks.piece(Blocks.W, 0, 9),
            Blocks.piece(Blocks.B, 0, 1)),
        file(tree, "f").pieces());
  }

  @Test
  void file_ofNoLengthInsideABlock_keepsAPieceOfNoLength() throws Exception {
    Directory tree = ManifestReader.read(Blocks.spell(". W N 10:0:e 9:0:edge 12:0:end"));

    assertEquals(List.of(Blocks.piece(Blocks.N, 1, 0)), file(tree, "e").pieces());
    assertEquals(List.of(), file(tree, "edge").pieces());
    assertEquals(List.of(), file(tree, "end").pieces());
  }

  @Test
  void name_escapedAsOtherThanUtf8_isReadAsItsBytes() throws Exception {
    Directory tree = ManifestReader.read(Blocks.spell(". A 0:3:caf\\351"));

    assertEquals(new Name(new byte[] {'c', 'a', 'f', (byte) 0xe9}), tree.entries().firstKey());
  }

  @Test
  void backslashes_thatBeginNoEscape_standForThemselves() throws Exception {
    Directory tree = ManifestReader.read(Blocks.spell(". A 0:3:a\\b 0:3:c\\\\d 0:3:e\\400"));

    assertEquals(
        List.of(new Name("a\\b"), new Name("c\\d"), new Name("e\\400")),
        List.copyOf(tree.entries().keySet()));
  }

  private static RegularFile file(Directory tree, String path) {
    return (RegularFile) tree.find(ManifestPath.parse(path)).orElseThrow();
  }
}
