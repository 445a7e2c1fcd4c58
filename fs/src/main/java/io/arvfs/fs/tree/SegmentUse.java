package io.arvfs.fs.tree;

import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Rows;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many rows name bytes of each segment. A segment that nobody names holds nothing that is
 * needed. Confined to the writer.
 */
public final class SegmentUse {

  private SegmentUse() {}

  /** One more row names {@code extent}. */
  public static void add(Batch batch, Extent extent) {
    change(batch, extent, 1);
  }

  /** One row less names {@code extent}. */
  public static void remove(Batch batch, Extent extent) {
    change(batch, extent, -1);
  }

  /** The segments that some row names. */
  public static Set<Integer> used(Rows rows) {
    Set<Integer> used = new TreeSet<>();
    rows.scan(
        TreeFamilies.SEGMENTS,
        new byte[0],
        (key, _) -> {
          used.add(ByteBuffer.wrap(key).getInt());
          return true;
        });
    return used;
  }

  private static void change(Batch batch, Extent extent, int by) {
    if (!(extent instanceof InSegment in)) {
      return;
    }
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(in.range().segment()).array();
    byte[] row = batch.get(TreeFamilies.SEGMENTS, key);
    long count = (row == null ? 0 : ByteBuffer.wrap(row).getLong()) + by;
    if (count < 0) {
      throw new IllegalStateException("segment " + in.range().segment() + " used " + count);
    } else if (count == 0) {
      batch.delete(TreeFamilies.SEGMENTS, key);
    } else {
      batch.put(TreeFamilies.SEGMENTS, key, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }
  }
}
