package io.arvfs.journal.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.Row;
import io.arvfs.journal.index.RowsDigest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that went to a checkpoint and come back, and checkpoints that are not what was written. */
final class CheckpointsTest {

  private static final Family EMPTY = new Family("empty");
  private static final Family ONE = new Family("one");
  private static final Family TWO = new Family("two");
  private static final List<Family> FAMILIES = List.of(ONE, EMPTY, TWO);
  private static final Path DIRECTORY = Path.of("/volume/checkpoints");

  private final CrashDisk disk = new CrashDisk();
  private final Checkpoints checkpoints = new Checkpoints(disk, DIRECTORY);

  private static Applied at(long position) {
    return new Applied(new Position(position), 3, 0x89abcdef);
  }

  /** An index with {@code rows} random rows, of which some have values of {@code longest} bytes. */
  private static HeapIndex index(long seed, int rows, int longest) {
    Random random = new Random(seed);
    HeapIndex index = new HeapIndex(FAMILIES);
    Batch batch = new Batch(index);
    for (int i = 0; i < rows; i++) {
      byte[] key = new byte[random.nextInt(20)];
      byte[] value = new byte[random.nextInt(longest + 1)];
      random.nextBytes(key);
      random.nextBytes(value);
      batch.put(random.nextBoolean() ? ONE : TWO, key, value);
    }
    index.write(batch, at(1234));
    return index;
  }

  private static Checkpoint write(Checkpoints checkpoints, Index index) throws IOException {
    try (Index.Snapshot snapshot = index.snapshot()) {
      return checkpoints.write(snapshot, FAMILIES, () -> false);
    }
  }

  private static String digest(Index index) {
    return index.applied() + RowsDigest.of(index, FAMILIES);
  }

  private String loaded(Checkpoint checkpoint) throws IOException {
    HeapIndex index = new HeapIndex(FAMILIES);
    checkpoints.load(checkpoint, index);
    return digest(index);
  }

  @Property(tries = 60)
  void rows_loaded_areThoseWritten(@ForAll long seed, @ForAll @IntRange(max = 300) int rows)
      throws IOException {
    HeapIndex index = index(seed, rows, 10_000);
    Checkpoint written = write(checkpoints, index);

    assertEquals(List.of(written), checkpoints.list());
    assertEquals(digest(index), loaded(written));
    assertEquals(at(1234), written.applied());
    assertEquals("00000000000000001234.checkpoint", written.file().getFileName().toString());
  }

  @Test
  void rocksIndex_loaded_hasTheRowsAlsoWhenOpenedAgain(@TempDir Path directory) throws IOException {
    HeapIndex index = index(5, 20_000, 60);
    Checkpoint written = write(checkpoints, index);
    try (RocksIndex rocks = RocksIndex.open(directory, FAMILIES)) {
      checkpoints.load(written, rocks);
      assertEquals(digest(index), digest(rocks));
    }

    try (RocksIndex rocks = RocksIndex.open(directory, FAMILIES)) {
      assertEquals(digest(index), digest(rocks));
      Batch batch = new Batch(rocks);
      batch.put(ONE, new byte[] {1}, new byte[] {2});
      rocks.write(batch, at(1235));
      try (Index.Snapshot snapshot = rocks.snapshot()) {
        assertEquals(at(1235), snapshot.applied());
        assertArrayEquals(new byte[] {2}, snapshot.get(ONE, new byte[] {1}));
      }
    }
  }

  @Test
  void rocksIndex_halfFilled_saysSoWhenOpenedAgain(@TempDir Path directory) throws IOException {
    try (RocksIndex rocks = RocksIndex.open(directory, FAMILIES);
        Index.Filling filling = rocks.fill()) {
      filling.add(ONE, new byte[] {1}, new byte[] {2});
      filling.add(TWO, new byte[] {1}, new byte[] {2});
    }

    try (RocksIndex rocks = RocksIndex.open(directory, FAMILIES)) {
      assertEquals(Applied.UNFINISHED, rocks.applied());
    }
  }

  @Test
  void checkpoint_cutAtAnyByte_isNone() throws IOException {
    Checkpoint written = write(checkpoints, index(1, 20, 10));
    byte[] whole = disk.readAll(written.file(), 1 << 20);
    for (int length = 0; length < whole.length; length++) {
      try (DiskFile file = disk.open(written.file(), OpenMode.READ_WRITE)) {
        file.truncate(0);
        file.write(ByteBuffer.wrap(whole, 0, length), 0);
      }
      assertThrows(DamagedCheckpointException.class, () -> loaded(written));
    }
  }

  @Property(tries = 300)
  void checkpoint_withAnyBitFlippedOrMore_isNone(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Checkpoint written = write(checkpoints, index(seed, 30, 10));
    try (DiskFile file = disk.open(written.file(), OpenMode.READ_WRITE)) {
      long at = random.nextLong(file.size() + 1);
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, at);
      // The version alone can become a newer one, which is told apart.
      int flip = at == 11 ? 1 : 1 << random.nextInt(8);
      boolean version = at >= 8 && at < 12;
      if (!version) {
        file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ flip)}), at);
        assertThrows(DamagedCheckpointException.class, () -> loaded(written));
      } else {
        assertTrue(checkpoints.list().contains(written));
      }
    }
  }

  @Test
  void checkpoint_ofANewerFormat_isRefusedInOneLine() throws IOException {
    Checkpoint written = write(checkpoints, index(1, 3, 3));
    try (DiskFile file = disk.open(written.file(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, 2), 8);
    }

    String said = assertThrows(NewerCheckpointException.class, checkpoints::list).getMessage();
    assertEquals(
        "the checkpoint "
            + written.file()
            + " has format 2, this program reads up to 1: use the"
            + " newer arv-fs",
        said);
  }

  @Test
  void list_withADamagedHeader_hasTheOthers() throws IOException {
    Checkpoint damaged = write(checkpoints, index(1, 3, 3));
    HeapIndex later = index(2, 3, 3);
    later.write(new Batch(later), at(9999));
    Checkpoint whole = write(checkpoints, later);
    try (DiskFile file = disk.open(damaged.file(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.allocate(1), 0);
    }

    assertEquals(List.of(whole), checkpoints.list());
    assertEquals(List.of(damaged.file(), whole.file()), checkpoints.files());
    assertEquals(List.of(), checkpoints.trusted(_ -> false));
    assertEquals(List.of(whole), checkpoints.trusted(whole.applied()::equals));
  }

  @Test
  void write_stoppedOrFailing_leavesNothing() throws IOException {
    HeapIndex index = index(1, 100, 100);
    try (Index.Snapshot rows = index.snapshot()) {
      assertThrows(
          InterruptedIOException.class, () -> checkpoints.write(rows, FAMILIES, () -> true));
      Checkpoints.Limits tooSmall = new Checkpoints.Limits(() -> false, 5000);
      assertThrows(OutOfSpaceException.class, () -> checkpoints.write(rows, FAMILIES, tooSmall));
    }
    disk.setCapacity(1000);
    assertThrows(IOException.class, () -> write(checkpoints, index));

    assertEquals(List.of(), disk.list(DIRECTORY));
  }

  @Property(tries = 100)
  void powerCut_atAnyOperation_leavesAWholeCheckpointOrNone(
      @ForAll long seed, @ForAll @IntRange(max = 30) int operations) throws IOException {
    HeapIndex index = index(seed, 100, 6000);
    CrashDisk failing = new CrashDisk();
    int[] left = {operations};
    boolean ended = true;
    failing.setFault(
        (_, _) -> {
          if (left[0]-- <= 0) {
            throw new IOException("the power is off");
          }
        });
    try {
      write(new Checkpoints(failing, DIRECTORY), index);
    } catch (IOException e) {
      ended = !String.valueOf(e.getMessage()).contains("power");
    }
    CrashDisk after = failing.crash(seed);
    Checkpoints found = new Checkpoints(after, DIRECTORY);

    assertTrue(!ended || found.list().size() == 1);
    for (Checkpoint checkpoint : found.list()) {
      HeapIndex loaded = new HeapIndex(FAMILIES);
      found.load(checkpoint, loaded);
      assertEquals(digest(index), digest(loaded));
    }
    found.deleteUnfinished();
    assertEquals(found.files(), after.list(DIRECTORY));
  }

  @Test
  void deleteThrough_damagedHeader_goesToo() throws IOException {
    Checkpoint damaged = write(checkpoints, index(1, 3, 3));
    try (DiskFile file = disk.open(damaged.file(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.allocate(16), 0);
    }
    assertEquals(List.of(), checkpoints.list());

    checkpoints.deleteThrough(new Position(damaged.position().value() - 1));
    assertEquals(List.of(damaged.file()), checkpoints.files());
    checkpoints.deleteThrough(damaged.position());
    assertEquals(List.of(), checkpoints.files());
  }

  @Test
  void force_failingWhileWriting_givesNoName() throws IOException {
    disk.setFault(
        (operation, _) -> {
          if (operation == Operation.FORCE) {
            throw new IOException("the disk fails");
          }
        });

    assertThrows(IOException.class, () -> write(checkpoints, index(1, 3, 3)));
    assertEquals(List.of(), checkpoints.files());
  }

  @Test
  void rows_moreThanABlock_comeInOrder(@TempDir Path directory) throws IOException {
    Disk real = new FileDisk();
    Checkpoints there = new Checkpoints(real, directory.resolve("checkpoints"));
    HeapIndex index = index(3, 2_000, 2_000);
    Checkpoint written = write(there, index);
    Row[] last = {new Row(new byte[0], new byte[0])};

    try (CheckpointReader reader = there.read(written)) {
      assertEquals(FAMILIES, reader.families());
      long rows = reader.rows((_, key, value) -> last[0] = new Row(key, value));
      assertTrue(rows > 1_500 && rows <= 2_000);
      assertTrue(last[0].key().length > 0);
      assertTrue(written.bytes() > 1 << 20);
    }
  }
}
