package io.arvfs.fs.tree;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Keys;
import io.arvfs.journal.index.Row;
import io.arvfs.journal.index.Rows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The extents of files in one family: never overlapping, in the order of their offsets, each
 * counted as use of its range.
 */
public final class ExtentMap {

  private final Family family;

  public ExtentMap(Family family) {
    this.family = family;
  }

  /**
   * Puts {@code extent} into the file, over whatever stood there, be it the last that named the
   * same range: that is never unnamed in between.
   */
  void write(Batch batch, Ino ino, Extent extent) {
    SegmentUse.add(batch, extent);
    cut(batch, ino, extent.offset(), extent.end());
    batch.put(family, key(ino, extent), RowCodec.encode(extent));
  }

  /**
   * Lets {@code parts} stand for {@code extent}, which is there. What they share with it is never
   * unnamed in between.
   */
  void replace(Batch batch, Ino ino, Extent extent, List<? extends Extent> parts) {
    parts.forEach(part -> SegmentUse.add(batch, part));
    remove(batch, ino, extent);
    parts.forEach(part -> batch.put(family, key(ino, part), RowCodec.encode(part)));
  }

  /** Adds {@code extent} where no other is. */
  public void put(Batch batch, Ino ino, Extent extent) {
    batch.put(family, key(ino, extent), RowCodec.encode(extent));
    SegmentUse.add(batch, extent);
  }

  /** Removes {@code extent}, which is there. */
  public void remove(Batch batch, Ino ino, Extent extent) {
    batch.delete(family, key(ino, extent));
    SegmentUse.remove(batch, extent);
  }

  /** Makes a hole of the bytes from {@code from} up to {@code to}. */
  void cut(Batch batch, Ino ino, long from, long to) {
    for (Extent extent : overlapping(batch, ino, from, to)) {
      List<Extent> left = new ArrayList<>(2);
      if (extent.offset() < from) {
        left.add(extent.part(0, (int) (from - extent.offset())));
      }
      if (extent.end() > to) {
        int skip = (int) (to - extent.offset());
        left.add(extent.part(skip, extent.length() - skip));
      }
      replace(batch, ino, extent, left);
    }
  }

  /** Removes all extents of the file. */
  public void clear(Batch batch, Ino ino) {
    all(batch, ino).forEach(extent -> remove(batch, ino, extent));
  }

  /** All extents of the file, in order. */
  public List<Extent> all(Rows rows, Ino ino) {
    List<Extent> found = new ArrayList<>();
    visit(rows, ino, 0, Long.MAX_VALUE, found::add);
    return found;
  }

  /** The extents that have bytes from {@code from} up to {@code to}, in order. */
  List<Extent> overlapping(Rows rows, Ino ino, long from, long to) {
    List<Extent> found = new ArrayList<>();
    if (from >= to) {
      return found;
    }
    Extent first = over(rows, ino, from);
    if (first != null && first.end() >= to) {
      found.add(first); // Mostly so, and looked up once.
    } else {
      long start = first == null ? from : first.offset();
      long last = startAtOrBefore(rows, ino, to - 1);
      if (last >= start) { // Ends there: what was deleted behind it costs time to look past.
        scan(
            rows,
            ino,
            start,
            Long.MAX_VALUE,
            extent -> found.add(extent) && extent.offset() < last);
      }
    }
    return found;
  }

  /**
   * Where the extent after the first {@code count} of those that have bytes from {@code from} up to
   * {@code to} begins, if there is one.
   */
  OptionalLong after(Rows rows, Ino ino, long from, long to, int count) {
    int[] seen = {0};
    long[] begin = {-1};
    visit(
        rows,
        ino,
        from,
        to,
        extent -> {
          begin[0] = seen[0] == count ? extent.offset() : -1;
          return seen[0]++ < count;
        });
    return begin[0] < 0 ? OptionalLong.empty() : OptionalLong.of(begin[0]);
  }

  /** Where the last extent begins that does so at or before {@code at}; -1 if none does. */
  private long startAtOrBefore(Rows rows, Ino ino, long at) {
    Row row = rows.floor(family, Keys.of(ino.value(), at));
    return row == null || !Keys.startsWith(row.key(), Keys.of(ino.value()))
        ? -1
        : ByteBuffer.wrap(row.key()).getLong(Long.BYTES);
  }

  /**
   * Shows the extents that end after {@code from} and begin before {@code to}, in order, until
   * {@code more} is false.
   */
  void visit(Rows rows, Ino ino, long from, long to, Predicate<Extent> more) {
    Extent first = over(rows, ino, from);
    scan(rows, ino, first == null ? from : first.offset(), to, more);
  }

  /**
   * The extent that begins at or before byte {@code at} and ends after it, but at 0, where a scan
   * begins anyway.
   */
  private @Nullable Extent over(Rows rows, Ino ino, long at) {
    Row before = at == 0 ? null : floor(rows, ino, at);
    if (before == null) {
      return null;
    }
    Extent extent = extent(before.key(), before.value());
    return extent.end() > at ? extent : null;
  }

  private @Nullable Row floor(Rows rows, Ino ino, long at) {
    return rows.floor(family, Keys.of(ino.value(), at), Keys.of(ino.value()));
  }

  private void scan(Rows rows, Ino ino, long start, long to, Predicate<Extent> more) {
    rows.scan(
        family,
        Keys.of(ino.value(), start),
        Keys.of(ino.value(), to),
        (key, value) -> more.test(extent(key, value)));
  }

  private static byte[] key(Ino ino, Extent extent) {
    return Keys.of(ino.value(), extent.offset());
  }

  private static Extent extent(byte[] key, byte[] value) {
    return RowCodec.extent(ByteBuffer.wrap(key).getLong(Long.BYTES), value);
  }
}
