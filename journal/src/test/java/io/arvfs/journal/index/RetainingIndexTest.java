package io.arvfs.journal.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Over an index that refuses every other batch, what every index does; and what this one adds. */
final class RetainingIndexTest extends IndexContractTest {

  private static final Family FAMILY = RowsModel.FAMILIES.getFirst();
  private static final byte[] KEY = {1};
  private static final byte[] VALUE = {2};

  private boolean full;

  @Override
  Index index() {
    return new RetainingIndex(
        refusing(
            new HeapIndex(RowsModel.FAMILIES),
            () -> {
              full = !full;
              return full;
            }));
  }

  /** What writes to {@code below}, unless {@code full} says that there is no room. */
  private static Index refusing(Index below, BooleanSupplier full) {
    return failing(below, full, () -> new IndexFullException("write", new IOException("full")));
  }

  private static Index failing(
      Index below, BooleanSupplier fails, Supplier<IndexFailedException> failure) {
    return (Index)
        Proxy.newProxyInstance(
            Index.class.getClassLoader(),
            new Class<?>[] {Index.class},
            (_, method, arguments) -> {
              if (method.getName().equals("write") && fails.getAsBoolean()) {
                throw failure.get();
              }
              try {
                return method.invoke(below, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void write_refusedTwice_keepsTheFirstAndReportsTheSecond() {
    HeapIndex below = new HeapIndex(RowsModel.FAMILIES);
    full = true;
    try (Index index = new RetainingIndex(refusing(below, () -> full))) {
      long before = index.shortages();
      Batch first = new Batch(index);
      first.put(FAMILY, KEY, VALUE);
      index.write(first, at(1));

      assertTrue(index.shortages() > before);
      assertEquals(at(1), index.applied());
      assertArrayEquals(VALUE, index.get(FAMILY, KEY));
      assertNull(below.get(FAMILY, KEY));
      Batch second = new Batch(index);
      second.delete(FAMILY, KEY);
      assertThrows(IndexFullException.class, () -> index.write(second, at(2)));
      assertThrows(IndexFullException.class, () -> index.stage(new Batch(index)));
      assertThrows(IndexFullException.class, index::flush);
      assertEquals(at(1), index.applied());

      full = false;
      index.stage(new Batch(index));

      assertEquals(at(1), below.applied());
    }
  }

  @Test
  void write_failing_isToldAndSeenAllTheSame() {
    Index below =
        failing(
            new HeapIndex(RowsModel.FAMILIES),
            () -> true,
            () -> new IndexFailedException("write", new IOException("damaged")));
    try (Index index = new RetainingIndex(below)) {
      Batch batch = new Batch(index);
      batch.put(FAMILY, KEY, VALUE);

      assertThrows(IndexFailedException.class, () -> index.write(batch, at(1)));
      assertEquals(at(1), index.applied());
      assertArrayEquals(VALUE, index.get(FAMILY, KEY));
    }
  }
}
