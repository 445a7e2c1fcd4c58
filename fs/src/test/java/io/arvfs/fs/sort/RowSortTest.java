package io.arvfs.fs.sort;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.CrashDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Rows that were sorted on a disk, against a sort in memory. */
class RowSortTest {

  private static final Path DIRECTORY = Path.of("/scratch");

  @Property(tries = 300)
  void rows_whateverTheBuffer_comeInOrderAndLeaveNothing(
      @ForAll("keys") List<String> keys, @ForAll("bufferSizes") int bufferBytes)
      throws IOException {
    CrashDisk disk = new CrashDisk();
    disk.makeDirectories(DIRECTORY);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      expected.add(keys.get(i) + "=" + i);
    }
    expected.sort(Comparator.comparing(row -> row.substring(0, row.indexOf('='))));

    try (RowSort sort = new RowSort(disk, DIRECTORY.resolve("rows"), bufferBytes)) {
      for (int i = 0; i < keys.size(); i++) {
        sort.add(keys.get(i).getBytes(UTF_8), String.valueOf(i).getBytes(UTF_8));
      }
      assertEquals(expected, read(sort));
      assertEquals(expected, read(sort), "again");
    }

    assertTrue(disk.list(DIRECTORY).isEmpty());
  }

  private static List<String> read(RowSort sort) throws IOException {
    List<String> rows = new ArrayList<>();
    try (RowSort.Cursor cursor = sort.cursor()) {
      for (RowSort.Row row = cursor.next(); row != null; row = cursor.next()) {
        rows.add(new String(row.key(), UTF_8) + "=" + new String(row.value(), UTF_8));
      }
    }
    return rows;
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return Arbitraries.of("", "a", "aa", "ab", "b", "ba", "c").list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<Integer> bufferSizes() {
    return Arbitraries.of(1, 30, 100, RowSort.BUFFER_BYTES);
  }
}
