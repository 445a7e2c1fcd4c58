package io.arvfs.journal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows in RocksDB, and what becomes of them on the disk. */
final class RocksIndexTest extends IndexContractTest {

  @TempDir private Path temporary;
  private Path directory = Path.of("index");
  private Path scratch = Path.of("scratch");

  @BeforeEach
  void placeDirectories() throws IOException {
    directory = temporary.resolve("index");
    scratch = Files.createDirectory(temporary.resolve("scratch"));
  }

  @Override
  RocksIndex index() throws IOException {
    return RocksIndex.open(directory, RowsModel.FAMILIES);
  }

  private RocksIndex readOnly() throws IOException {
    return RocksIndex.openReadOnly(directory, scratch, RowsModel.FAMILIES);
  }

  private static void fill(Index index, int seed, long position) {
    Random random = new Random(seed);
    Batch batch = new Batch(index);
    for (int i = 0; i < 50; i++) {
      new RowsModel().change(batch, random);
    }
    index.write(batch, at(position));
  }

  private static String digest(Rows rows) {
    return RowsDigest.of(rows, RowsModel.FAMILIES);
  }

  /** Every file with its size and time. */
  private Map<String, String> listing() throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        listing.put(file.toString(), Files.size(file) + " at " + Files.getLastModifiedTime(file));
      }
    }
    return listing;
  }

  /** To pass the traces of all for each that is looked for would take many minutes. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rows_lookedForWhereVeryManyWereDeleted_areMissedAtOnce() throws IOException {
    Family family = RowsModel.FAMILIES.getFirst();
    int many = 100_000;
    try (Index index = index()) {
      for (byte[] value : new byte[][] {new byte[1], null}) {
        Batch batch = new Batch(index);
        for (long i = 0; i < many; i++) {
          if (value == null) {
            batch.delete(family, Keys.of(i, 0L));
          } else {
            batch.put(family, Keys.of(i, 0L), value);
          }
        }
        index.write(batch, at(1));
      }
      for (long i = 0; i < many; i++) {
        assertNull(index.floor(family, Keys.of(i, 1L), Keys.of(i, 0L)));
        index.scanPrefix(family, Keys.of(i), (_, _) -> fail("a row"));
      }
    }
  }

  @Test
  void rows_closedWithoutAFlushAndOpenedAgain_areThereWithTheirPosition() throws IOException {
    String written;
    try (Index index = index()) {
      fill(index, 1, 7);
      fill(index, 2, 8);
      written = digest(index);
    }

    try (Index index = index()) {
      assertEquals(at(8), index.applied());
      assertEquals(written, digest(index));
    }
  }

  @Test
  void readOnly_onAClosedIndex_readsAllAndWritesNothing() throws IOException {
    String written;
    try (Index index = index()) {
      fill(index, 1, 7);
      written = digest(index);
    }
    Map<String, String> before = listing();

    try (Index index = readOnly()) {
      assertEquals(at(7), index.applied());
      assertEquals(written, digest(index));
    }
    assertEquals(before, listing());
  }

  @Test
  void readOnly_whileAWriterHasItOpen_readsWhatWasFlushedAndWritesNothing() throws IOException {
    try (Index writer = index()) {
      fill(writer, 1, 7);
      writer.flush();
      String flushed = digest(writer);
      fill(writer, 2, 8);
      Map<String, String> before = listing();

      try (Index index = readOnly()) {
        assertEquals(at(7), index.applied());
        assertEquals(flushed, digest(index));
      }
      assertEquals(before, listing());
      fill(writer, 3, 9);
      assertEquals(at(9), writer.applied());
    }
  }

  @Test
  void readOnly_withoutAnIndex_makesNone() {
    assertThrows(IOException.class, this::readOnly);
    assertEquals(false, Files.exists(directory));
  }

  @Test
  void open_whileAnotherHasItOpen_isRefused() throws IOException {
    try (Index index = index()) {
      assertThrows(IOException.class, this::index);
      assertEquals(Applied.NOTHING, index.applied());
    }
  }

  @Test
  void open_onDamagedFiles_isAnIOException() throws IOException {
    index().close();
    Files.writeString(directory.resolve("CURRENT"), "nothing");

    assertThrows(IOException.class, this::index);
  }

  @Test
  void openReadOnly_onDamagedFiles_isNotTakenForAnotherVersions() throws IOException {
    index().close();
    for (String current : List.of("", "nothing", "MANIFEST-000000\n")) {
      Files.writeString(directory.resolve("CURRENT"), current);

      IOException refused =
          assertThrows(
              IOException.class,
              () -> RocksIndex.openReadOnly(directory, scratch, RowsModel.FAMILIES));

      assertFalse(refused instanceof OtherFamiliesException, refused.toString());
    }
  }

  @Test
  void index_withOtherFamilies_isRefusedByName() throws IOException {
    try (RocksIndex index = index()) {
      fill(index, 1, 1);
    }
    List<Family> fewer = RowsModel.FAMILIES.subList(0, 1);

    assertThrows(
        OtherFamiliesException.class, () -> RocksIndex.openReadOnly(directory, scratch, fewer));
  }

  @Test
  void digest_byTwoReaders_isThatOfOne() throws IOException {
    try (RocksIndex index = index()) {
      fill(index, 1, 1);

      assertEquals(digest(index), RowsDigest.of(index, RowsModel.FAMILIES, new RealTasks()));
    }
  }
}
