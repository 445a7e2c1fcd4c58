package io.arvfs.fs.tree;

import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Keys;
import io.arvfs.journal.index.Rows;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where the bytes of ranges stand, and how many rows name them: extents of the tree and of what is
 * frozen alike. A segment in which no range is named holds nothing that is needed.
 *
 * <p>An extent names its range for ever as it was written. Where the bytes stand now is the range's
 * <em>place</em>: the same, until cleaning moved them. So a move touches a few rows of the range
 * and no extent, however many share it, and what was noted under a range's name, as that Keep has
 * its bytes, stays true. A place is never in an older segment than the name, and numbers of
 * segments rise while one is there; so no name is given twice while somebody uses it.
 *
 * <p>A range is alive as a whole: as long as one of its bytes is named, all of them stay and move,
 * since its checksum covers all. Changes are confined to the writer.
 */
public final class SegmentUse {

  private SegmentUse() {}

  /** What is alive in one segment: ranges that some row names, and the bytes of all of them. */
  public record Live(long ranges, long bytes) {}

  /** A range at its place, with the name that extents use and the number of rows that do. */
  public record Use(SegmentRange place, SegmentRange name, int references) {}

  /** One more row names {@code extent}. */
  static void add(Batch batch, Extent extent) {
    if (extent instanceof InSegment in) {
      SegmentRange place = place(batch, in.range());
      Optional<Use> use = at(batch, place);
      if (use.isEmpty()) {
        begin(batch, new Use(place, in.range(), 1));
      } else {
        change(batch, named(use.get(), in.range()), 1);
      }
    }
  }

  /** One row less names {@code extent}. */
  static void remove(Batch batch, Extent extent) {
    if (extent instanceof InSegment in) {
      Use use = at(batch, place(batch, in.range())).orElseThrow(() -> unknown(in.range()));
      if (named(use, in.range()).references() == 1) {
        end(batch, use);
      } else {
        change(batch, use, -1);
      }
    }
  }

  /**
   * Lets the bytes at {@link RangeMove#from} stand at {@link RangeMove#to}. If nobody names them,
   * nothing changes: the last who did went while they were being copied.
   */
  static void move(Batch batch, RangeMove move) {
    if (isLive(batch, move.from())) {
      Use use = at(batch, move.from()).orElseThrow();
      end(batch, use);
      begin(batch, new Use(move.to(), use.name(), use.references()));
    }
  }

  private static void begin(Batch batch, Use use) {
    put(batch, use);
    if (!use.place().equals(use.name())) {
      batch.put(TreeFamilies.MOVED, key(use.name()), key(use.place()));
    }
    count(batch, use.place(), 1);
  }

  private static void end(Batch batch, Use use) {
    batch.delete(TreeFamilies.RANGES, key(use.place()));
    if (!use.place().equals(use.name())) {
      batch.delete(TreeFamilies.MOVED, key(use.name()));
    }
    count(batch, use.place(), -1);
  }

  private static void change(Batch batch, Use use, int by) {
    put(batch, new Use(use.place(), use.name(), Math.addExact(use.references(), by)));
  }

  private static void put(Batch batch, Use use) {
    batch.put(TreeFamilies.RANGES, key(use.place()), RowCodec.encode(use));
  }

  /** Ranges never overlap: what is named must be exactly what is known to stand there. */
  private static Use named(Use use, SegmentRange name) {
    if (!use.name().equals(name)) {
      throw new IllegalStateException(name + " is named, and there stands " + use.name());
    }
    return use;
  }

  private static IllegalStateException unknown(SegmentRange range) {
    return new IllegalStateException("nobody named " + range);
  }

  private static void count(Batch batch, SegmentRange place, int by) {
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(place.segment()).array();
    byte[] row = batch.get(TreeFamilies.SEGMENTS, key);
    Live before = row == null ? new Live(0, 0) : live(row);
    Live now = new Live(before.ranges() + by, before.bytes() + (long) by * place.length());
    if (now.ranges() < 0 || now.bytes() < 0) {
      throw new IllegalStateException("segment " + place.segment() + " holds " + now);
    } else if (now.ranges() == 0) {
      batch.delete(TreeFamilies.SEGMENTS, key);
    } else {
      ByteBuffer value = ByteBuffer.allocate(2 * Long.BYTES);
      batch.put(
          TreeFamilies.SEGMENTS, key, value.putLong(now.ranges()).putLong(now.bytes()).array());
    }
  }

  private static Live live(byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    return new Live(in.getLong(), in.getLong());
  }

  /** What is alive in each segment that holds anything alive. As many rows as segments. */
  public static Map<Integer, Live> live(Rows rows) {
    Map<Integer, Live> found = new TreeMap<>();
    rows.scan(
        TreeFamilies.SEGMENTS,
        new byte[0],
        (key, value) -> {
          found.put(ByteBuffer.wrap(key).getInt(), live(value));
          return true;
        });
    return found;
  }

  /** The segments in which some range is named. */
  public static Set<Integer> used(Rows rows) {
    return live(rows).keySet();
  }

  /** Shows the ranges that stand in {@code segment}, from {@code offset} on, in order. */
  public static void ranges(Rows rows, int segment, long offset, Predicate<Use> more) {
    rows.scan(
        TreeFamilies.RANGES,
        Keys.of(segment, offset),
        Keys.of(segment + 1, 0),
        (key, value) -> more.test(use(key, value)));
  }

  /** Whether {@code place} is where the bytes of a range stand that somebody names. */
  public static boolean isLive(Rows rows, SegmentRange place) {
    return at(rows, place).filter(use -> use.place().equals(place)).isPresent();
  }

  /** What stands where {@code place} begins. */
  private static Optional<Use> at(Rows rows, SegmentRange place) {
    byte[] key = key(place);
    byte[] row = rows.get(TreeFamilies.RANGES, key);
    return row == null ? Optional.empty() : Optional.of(use(key, row));
  }

  private static Use use(byte[] key, byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(key);
    return RowCodec.use(in.getInt(), in.getLong(), row);
  }

  /** Where the bytes of the range {@code name} stand. */
  static SegmentRange place(Rows rows, SegmentRange name) {
    byte[] row = rows.get(TreeFamilies.MOVED, key(name));
    if (row == null) {
      return name;
    }
    ByteBuffer in = ByteBuffer.wrap(row);
    return new SegmentRange(in.getInt(), in.getLong(), name.length(), name.crc());
  }

  private static byte[] key(SegmentRange range) {
    return Keys.of(range.segment(), range.offset());
  }
}
