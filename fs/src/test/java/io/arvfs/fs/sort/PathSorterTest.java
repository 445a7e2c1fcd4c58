package io.arvfs.fs.sort;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.ManifestReader;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.PathRow;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.journal.host.CrashDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The sorted paths of a text against the tree that it spells. */
class PathSorterTest {

  private static final Path DIRECTORY = Path.of("/scratch");
  private static final Path TARGET = DIRECTORY.resolve("sorted");
  private static final String FOO = "acbd18db4cc2f85cedef654fccc4a4d8+3";
  private static final String BAR = "37b51d194a7513e45b56f6524f2d51f2+3";

  private static SortedPaths sort(String text, CrashDisk disk, int bufferBytes) throws IOException {
    return PathSorter.sort(
        new ByteArrayInputStream(text.getBytes(UTF_8)), disk, TARGET, bufferBytes);
  }

  private static List<PathRow> rows(ManifestPaths paths) throws IOException {
    List<PathRow> rows = new ArrayList<>();
    try (ManifestPaths.Walk walk = paths.walk()) {
      for (PathRow row = walk.next(); row != null; row = walk.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Property(tries = 500)
  void paths_ofAnyText_areThoseOfItsTree(
      @ForAll("texts") String text, @ForAll("bufferSizes") int bufferBytes) throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.makeDirectories(DIRECTORY);
    Optional<Directory> tree = tree(text);

    if (tree.isEmpty()) {
      assertThrows(UnloadableManifestException.class, () -> sort(text, disk, bufferBytes));
    } else {
      requireSame(ManifestPaths.of(tree.get()), sort(text, disk, bufferBytes));
    }
    assertTrue(disk.list(DIRECTORY).stream().allMatch(TARGET::equals));
  }

  private static Optional<Directory> tree(String text) {
    try {
      return Optional.of(ManifestReader.read(text));
    } catch (UnloadableManifestException _) {
      return Optional.empty();
    }
  }

  private static void requireSame(ManifestPaths expected, ManifestPaths sorted) throws IOException {
    List<PathRow> left = rows(expected);
    List<PathRow> right = rows(sorted);
    assertEquals(left.size(), right.size());
    assertEquals(left.size(), sorted.count());
    for (int i = 0; i < left.size(); i++) {
      byte[] key = left.get(i).key();
      assertArrayEquals(key, right.get(i).key());
      assertEquals(left.get(i).file(), right.get(i).file());
      assertEquals(left.get(i).file(), sorted.find(key).orElseThrow().file());
    }
    assertEquals(Optional.empty(), sorted.find(PathKeys.child(new byte[] {'z'}, new byte[] {'z'})));
  }

  @Provide
  Arbitrary<Integer> bufferSizes() {
    return Arbitraries.of(1, 300, PathSorter.BUFFER_BYTES);
  }

  /** Few names, so that streams come in any order, share paths, and sometimes contradict. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> names = Arbitraries.of("a", "b", "a!", "\\040", "é", "b\\057c", "..", ".");
    Arbitrary<String> paths = names.list().ofMinSize(1).ofMaxSize(2).map(n -> String.join("/", n));
    Arbitrary<String> streams =
        Arbitraries.of(".", "./a", "./b", "./a/b", "./c/a!", "./a/../b", "./\\056", "d");
    Arbitrary<String> parts = Arbitraries.of("0:3", "3:3", "1:4", "0:0", "0:6");
    Arbitrary<String> tokens =
        Combinators.combine(parts, paths).as((part, path) -> part + ":" + path);
    Arbitrary<String> lines =
        Combinators.combine(streams, tokens.list().ofMinSize(1).ofMaxSize(4))
            .as((s, t) -> "%s %s %s %s\n".formatted(s, FOO, BAR, String.join(" ", t)));
    return lines.list().ofMaxSize(4).map(l -> String.join("", l));
  }

  @Test
  void file_scatteredOverStreams_hasItsPiecesInTheOrderOfTheText() throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.makeDirectories(DIRECTORY);
    String text = "./d %s 0:2:f\n. %s 0:3:z 0:1:d/f\n./d %s 2:1:f\n".formatted(FOO, BAR, FOO);

    List<PathRow> rows = rows(sort(text, disk, 1));

    assertEquals(
        List.of("/d", "/d/f", "/z"),
        rows.stream().map(row -> PathKeys.path(row.key()).absolute()).toList());
    assertEquals(
        List.of(2, 1, 1),
        rows.get(1).file().orElseThrow().pieces().stream().map(p -> p.length()).toList());
  }
}
