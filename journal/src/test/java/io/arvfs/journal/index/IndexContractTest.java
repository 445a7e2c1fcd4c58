package io.arvfs.journal.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every index does, compared with sorted maps. */
abstract class IndexContractTest {

  private static final Family ONE = RowsModel.FAMILIES.getFirst();
  private static final int ROUNDS = 150;

  /** An index without rows. */
  abstract Index index() throws IOException;

  static Applied at(long position) {
    return new Applied(new Position(position), 3, 0x89abcdef);
  }

  private static void requireEqual(RowsModel model, Rows rows, Random random) {
    Family family = RowsModel.family(random);
    byte[] key = RowsModel.key(random);
    int most = 1 + random.nextInt(6);

    assertEquals(model.get(family, key), RowsModel.get(rows, family, key));
    assertEquals(model.floor(family, key), RowsModel.floor(rows, family, key));
    assertEquals(model.scan(family, key, most), RowsModel.scan(rows, family, key, most));
    assertEquals(model.scanPrefix(family, key), RowsModel.scanPrefix(rows, family, key));
    byte[] other = RowsModel.key(random);
    assertEquals(model.floor(family, key, other), RowsModel.floor(rows, family, key, other));
    assertEquals(model.scan(family, key, other), RowsModel.scan(rows, family, key, other));
  }

  private static void requireEqual(RowsModel model, Rows rows, Random random, int times) {
    for (int i = 0; i < times; i++) {
      requireEqual(model, rows, random);
    }
  }

  @Test
  void rows_afterRandomBatches_areThoseOfSortedMaps() throws IOException {
    Random random = new Random(1);
    RowsModel model = new RowsModel();
    try (Index index = index()) {
      for (int round = 1; round <= ROUNDS; round++) {
        Batch batch = new Batch(index);
        for (int i = random.nextInt(12); i > 0; i--) {
          model.change(batch, random);
          requireEqual(model, batch, random, 5);
        }
        index.write(batch, at(round));
        requireEqual(model, index, random, 5);
        assertEquals(at(round), index.applied());
        if (random.nextInt(20) == 0) {
          index.flush();
        }
      }
    }
  }

  @Test
  void rows_thatAreStaged_areThereAndMoveNoPosition() throws IOException {
    try (Index index = index()) {
      Batch staged = new Batch(index);
      staged.put(ONE, new byte[] {7}, new byte[] {1});
      index.write(new Batch(index), at(4));

      index.stage(staged);

      assertArrayEquals(new byte[] {1}, index.get(ONE, new byte[] {7}));
      assertEquals(at(4), index.applied());
    }
  }

  @Test
  void range_thatIsDeleted_takesItsFirstKeyAndLeavesItsLast() throws IOException {
    try (Index index = index()) {
      Batch batch = new Batch(index);
      for (byte key = 1; key <= 5; key++) {
        batch.put(ONE, new byte[] {key}, new byte[] {key});
      }
      index.write(batch, at(1));
      index.flush();

      index.deleteRange(ONE, new byte[] {2}, new byte[] {4});

      StringBuilder left = new StringBuilder();
      index.scan(ONE, new byte[0], (key, _) -> left.append(key[0]).length() > 0);
      assertEquals("145", left.toString());
      assertEquals(at(1), index.applied());
    }
  }

  @Test
  void batch_overABatch_readsBoth() throws IOException {
    Random random = new Random(2);
    try (Index index = index()) {
      RowsModel model = new RowsModel();
      Batch lower = new Batch(index);
      for (int i = 0; i < 60; i++) {
        model.change(lower, random);
      }
      Batch upper = new Batch(lower);
      for (int i = 0; i < 200; i++) {
        model.change(upper, random);
        requireEqual(model, upper, random, 5);
      }
    }
  }

  @Test
  void snapshot_whileRowsChange_staysAsItWas() throws IOException {
    Random random = new Random(3);
    RowsModel model = new RowsModel();
    try (Index index = index()) {
      for (int round = 1; round <= 20; round++) {
        change(index, model, random, round);
        RowsModel then = model.copy();
        try (Index.Snapshot snapshot = index.snapshot()) {
          change(index, model, random, round);
          index.flush();
          requireEqual(then, snapshot, random, 30);
          requireEqual(model, index, random, 30);
        }
      }
    }
  }

  private static void change(Index index, RowsModel model, Random random, int round) {
    Batch batch = new Batch(index);
    for (int i = 0; i < 15; i++) {
      model.change(batch, random);
    }
    index.write(batch, at(round));
  }

  @Test
  void batch_notWritten_changesNothing() throws IOException {
    try (Index index = index()) {
      Batch batch = new Batch(index);
      batch.put(ONE, new byte[] {1}, new byte[] {2});

      assertEquals(Applied.NOTHING, index.applied());
      assertEquals(null, index.get(ONE, new byte[] {1}));
      assertArrayEquals(new byte[] {2}, batch.get(ONE, new byte[] {1}));
    }
  }

  @Test
  void batch_withoutChanges_stillMovesTheAppliedPosition() throws IOException {
    try (Index index = index()) {
      index.write(new Batch(index), at(9));

      assertEquals(at(9), index.applied());
    }
  }

  @Test
  void family_unknown_isRefused() throws IOException {
    try (Index index = index()) {
      Family none = new Family("none");

      assertThrows(IllegalArgumentException.class, () -> index.get(none, new byte[0]));
      assertThrows(IllegalArgumentException.class, () -> index.floor(none, new byte[0]));
      assertThrows(
          IllegalArgumentException.class, () -> index.scan(none, new byte[0], (_, _) -> true));
    }
  }

  @Test
  void digest_ofTheSameRows_isThatOfAHeapIndex() throws IOException {
    try (Index index = index();
        Index heap = new HeapIndex(RowsModel.FAMILIES)) {
      for (int round = 1; round <= 10; round++) {
        change(index, new RowsModel(), new Random(round), round);
        change(heap, new RowsModel(), new Random(round), round);

        assertEquals(
            RowsDigest.of(heap, RowsModel.FAMILIES), RowsDigest.of(index, RowsModel.FAMILIES));
      }
    }
  }

  @Test
  void digest_ofOtherRows_isAnother() throws IOException {
    try (Index index = index()) {
      String before = RowsDigest.of(index, RowsModel.FAMILIES);
      Batch batch = new Batch(index);
      batch.put(ONE, new byte[0], new byte[0]);
      index.write(batch, at(1));

      assertEquals(
          before, RowsDigest.of(new Batch(new HeapIndex(RowsModel.FAMILIES)), RowsModel.FAMILIES));
      assertEquals(false, before.equals(RowsDigest.of(index, RowsModel.FAMILIES)));
    }
  }
}
