package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.sort.DiskOverflow;
import io.arvfs.journal.host.CrashDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Texts that pass by in the server's order, against the trees that they spell. */
class StreamOrderTest {

  private static final Path DIRECTORY = Path.of("/texts");

  /** What a kept text is rewritten to, line by line. */
  private static String rewritten(ManifestText text) throws IOException {
    CrashDisk disk = new CrashDisk();
    ManifestFiles texts = new ManifestFiles(disk, DIRECTORY);
    ManifestSource source = texts.source(texts.save(text));
    String first = written(texts, source);
    assertEquals(first, written(texts, source), "in the order that is known now");
    assertEquals(1, disk.list(DIRECTORY).size());
    return first;
  }

  private static String written(ManifestFiles texts, ManifestSource source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Overflow line = texts.overflow()) {
      StreamWriter writer = StreamWriter.unsigned(out, Sameness.OF_TEXTS, line);
      source.readInOrder(
          new StreamSink() {
            @Override
            public void directory(byte[] key) throws IOException {
              writer.directory(key);
            }

            @Override
            public void file(byte[] key, List<Piece> pieces) throws IOException {
              writer.file(key, pieces, 0);
            }
          });
      writer.end();
    }
    return out.toString(UTF_8);
  }

  @Property(tries = 300)
  void text_inTheServersOrder_isRewrittenAsItsTree(@ForAll("trees") Directory tree)
      throws IOException {
    ManifestText text = ManifestWriter.unsigned().write(tree);

    assertEquals(ManifestWriter.unsigned().write(text.load()).text(), rewritten(text));
  }

  @Property(tries = 300)
  void text_inAnotherOrder_isRewrittenAsItsTree(@ForAll("trees") Directory tree)
      throws IOException {
    List<String> lines = ManifestWriter.unsigned().write(tree).text().lines().toList();
    String reversed = String.join("\n", lines.reversed()) + (lines.isEmpty() ? "" : "\n");
    ManifestText text = new ManifestText(reversed);

    assertEquals(ManifestWriter.unsigned().write(text.load()).text(), rewritten(text));
  }

  @Property(tries = 300)
  void keys_ofATree_riseAndLeadBack(@ForAll("trees") Directory tree) throws IOException {
    byte[][] last = {StreamKeys.ROOT};

    InOrder.tell(
        tree,
        new StreamSink() {
          @Override
          public void directory(byte[] key) {
            rise(key, StreamKeys.directory(StreamKeys.path(key)));
            assertTrue(StreamKeys.isDirectory(key));
          }

          @Override
          public void file(byte[] key, List<Piece> pieces) {
            rise(key, StreamKeys.file(StreamKeys.path(key)));
            assertFalse(StreamKeys.isDirectory(key));
          }

          private void rise(byte[] key, byte[] again) {
            assertTrue(Arrays.compareUnsigned(last[0], key) < 0);
            assertTrue(Arrays.equals(key, again));
            last[0] = key;
          }
        });
  }

  @Test
  void file_inTwoLines_isOneFile() throws IOException {
    String text = Blocks.spell(". A 0:3:d/f\n./d B 0:3:f");

    assertEquals(Blocks.spell("./d A B 0:6:f"), rewritten(new ManifestText(text)));
  }

  @Test
  void lineLongerThanItsMemory_isWrittenWhole() throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.makeDirectories(DIRECTORY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder expected = new StringBuilder(". " + Blocks.A);
    List<Piece> pieces = Collections.nCopies(1, Blocks.piece(Blocks.A, 0, 3));
    String name = "x".repeat(200);

    try (Overflow line = new DiskOverflow(disk, DIRECTORY.resolve("line.1"))) {
      StreamWriter writer = StreamWriter.unsigned(out, Sameness.OF_TEXTS, line);
      for (int i = 100_000; i < 120_000; i++) {
        writer.file(StreamKeys.file((name + i).getBytes(UTF_8)), pieces, 0);
        expected.append(" 0:3:").append(name).append(i);
      }
      assertFalse(disk.list(DIRECTORY).isEmpty());
      writer.end();
    }

    assertTrue((expected + "\n").contentEquals(out.toString(UTF_8)));
    assertTrue(disk.list(DIRECTORY).isEmpty());
  }

  @Provide
  Arbitrary<Directory> trees() {
    return Trees.trees();
  }
}
