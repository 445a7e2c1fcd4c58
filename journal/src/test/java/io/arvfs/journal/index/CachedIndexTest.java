package io.arvfs.journal.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachedIndexTest extends IndexContractTest {

  private static final Family FAMILY = RowsModel.FAMILIES.getFirst();
  private static final byte[] KEY = {1, 2};
  private static final long CACHE_BYTES = 4096;

  private final Interrupted below = new Interrupted();
  private final CachedIndex index = new CachedIndex(below, CACHE_BYTES);

  @Override
  Index index() {
    return new CachedIndex(new HeapIndex(RowsModel.FAMILIES), CACHE_BYTES);
  }

  private void write(int value) {
    write(KEY, new byte[] {(byte) value});
  }

  private void write(byte[] key, byte @Nullable [] value) {
    Batch batch = new Batch(index);
    if (value == null) {
      batch.delete(FAMILY, key);
    } else {
      batch.put(FAMILY, key, value);
    }
    index.write(batch, at(index.applied().position().value() + 1));
  }

  private byte @Nullable [] read() {
    return index.get(FAMILY, KEY);
  }

  /** A row is kept once it was read twice. */
  private void readOften() {
    read();
    read();
  }

  @Test
  void get_ofARowReadOnce_asksAgain() {
    write(1);
    read();
    below.loseRows();

    assertNull(read());
  }

  @Test
  void get_ofManyRowsOnce_leavesThoseReadOften() {
    write(1);
    readOften();
    for (int i = 0; i < 100; i++) {
      write(Keys.of(i), new byte[100]);
      index.get(FAMILY, Keys.of(i));
    }
    below.loseRows();

    assertArrayEquals(new byte[] {1}, read());
  }

  @Test
  void get_ofARowReadBefore_asksNobody() {
    write(1);
    readOften();
    below.loseRows();

    assertArrayEquals(new byte[] {1}, read());
  }

  @Test
  void get_afterTheRowChanged_findsTheNewOne() {
    write(1);
    readOften();
    write(2);

    assertArrayEquals(new byte[] {2}, read());
  }

  @Test
  void get_afterTheRowWent_findsNone() {
    write(1);
    readOften();
    write(KEY, null);

    assertNull(read());
  }

  @Test
  void get_whoseRowChangesWhileItIsRead_leavesNoOldRow() {
    write(1);
    read();
    below.whenRead = () -> write(2);
    read();
    below.whenRead = Interrupted::nothing;

    assertArrayEquals(new byte[] {2}, read());
  }

  @Test
  void get_whileABatchIsBeingWritten_seesWhatIsBelow() {
    write(1);
    readOften();
    byte[][] seen = new byte[2][];
    below.whenWriting = () -> seen[0] = read();
    below.whenWritten = () -> seen[1] = read();
    write(2);

    assertArrayEquals(new byte[] {1}, seen[0]);
    assertArrayEquals(new byte[] {2}, seen[1]);
    assertArrayEquals(new byte[] {2}, read());
  }

  @Test
  void get_afterAWriteThatFailedMidway_seesWhatIsBelow() {
    write(1);
    readOften();
    below.whenWritten =
        () -> {
          throw new IndexFailedException("write", new IllegalStateException("no more"));
        };

    assertThrows(IndexFailedException.class, () -> write(2));
    assertArrayEquals(new byte[] {2}, read());
  }

  @Test
  void get_afterABatchOfManyRows_findsTheNewOnes() {
    write(1);
    readOften();
    Batch batch = new Batch(index);
    for (int i = 0; i < 1000; i++) {
      batch.put(FAMILY, Keys.of(i), Keys.of(i));
    }
    batch.put(FAMILY, KEY, new byte[] {2});
    index.write(batch, at(9));

    assertArrayEquals(new byte[] {2}, read());
  }

  @Test
  void get_ofMoreRowsThanTheCacheHolds_forgetsTheOldest() {
    write(1);
    readOften();
    for (int i = 0; i < 100; i++) {
      write(Keys.of(i), new byte[100]);
      index.get(FAMILY, Keys.of(i));
      index.get(FAMILY, Keys.of(i));
    }
    below.loseRows();

    assertNull(read());
    assertArrayEquals(new byte[100], index.get(FAMILY, Keys.of(99)));
  }

  /** An index in memory that somebody else's turn may come in the midst of. */
  private static final class Interrupted implements Index {

    private HeapIndex rows = new HeapIndex(RowsModel.FAMILIES);
    private Runnable whenRead = Interrupted::nothing;
    private Runnable whenWriting = Interrupted::nothing;
    private Runnable whenWritten = Interrupted::nothing;

    private static void nothing() {
      // Nobody comes.
    }

    void loseRows() {
      rows = new HeapIndex(RowsModel.FAMILIES);
    }

    @Override
    public Applied applied() {
      return rows.applied();
    }

    @Override
    public void write(Batch batch, Applied applied) {
      whenWriting.run();
      rows.write(batch, applied);
      whenWritten.run();
    }

    @Override
    public void stage(Batch batch) {
      whenWriting.run();
      rows.stage(batch);
      whenWritten.run();
    }

    @Override
    public void deleteRange(Family family, byte[] from, byte[] to) {
      rows.deleteRange(family, from, to);
    }

    @Override
    public Filling fill() {
      return rows.fill();
    }

    @Override
    public byte @Nullable [] get(Family family, byte[] key) {
      byte[] row = rows.get(family, key);
      Runnable now = whenRead;
      whenRead = Interrupted::nothing;
      now.run();
      return row;
    }

    @Override
    public @Nullable Row floor(Family family, byte[] key) {
      return rows.floor(family, key);
    }

    @Override
    public void scan(Family family, byte[] from, RowVisitor visitor) {
      rows.scan(family, from, visitor);
    }

    @Override
    public Snapshot snapshot() {
      return rows.snapshot();
    }

    @Override
    public void flush() {
      rows.flush();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
