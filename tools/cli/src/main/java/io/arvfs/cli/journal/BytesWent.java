package io.arvfs.cli.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Row;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a journal says of where bytes went: into blocks, and from place to place. Kept as rows, on
 * the disk if there may be many. Confined to one thread.
 */
final class BytesWent implements Closeable {

  /** Segment, offset and a number that counts up: length, offset in the block, block. */
  private static final Family STORED = new Family("stored");

  /** A range: the range that it was moved to. */
  private static final Family MOVED = new Family("moved");

  private static final int ROWS_PER_BATCH = 4096;
  private static final int PLACE_BYTES = Integer.BYTES + Long.BYTES;

  private final ScratchIndex scratch;
  private Batch batch;
  private long count;

  /** A part of a block that bytes went into. */
  record Stored(int length, BlockId block, int blockOffset) {}

  private BytesWent(ScratchIndex scratch) {
    this.scratch = scratch;
    this.batch = new Batch(scratch.index());
  }

  /** As the journal of {@code volume} says now. */
  static BytesWent of(VolumeFiles volume) throws IOException {
    BytesWent went = new BytesWent(ScratchIndex.of(volume, List.of(STORED, MOVED)));
    boolean read = false;
    try {
      var _ = volume.read(entry -> entry.entry().events().forEach(went::note));
      went.writeBatch();
      read = true;
      return went;
    } finally {
      if (!read) {
        went.close();
      }
    }
  }

  private void note(Event event) {
    if (event instanceof BytesStored(_, var block, var parts)) {
      for (StoredPart part : parts) {
        byte[] name = block.toString().getBytes(UTF_8);
        ByteBuffer value = ByteBuffer.allocate(2 * Integer.BYTES + name.length);
        value.putInt(part.length()).putInt(part.blockOffset()).put(name);
        put(STORED, place(part.segment(), part.offset(), count), value.array());
      }
    } else if (event instanceof RangesMoved(var moves)) {
      for (RangeMove move : moves) {
        put(MOVED, bytes(move.from()), bytes(move.to()));
      }
    }
  }

  private void put(Family family, byte[] key, byte[] value) {
    batch.put(family, key, value);
    if (++count % ROWS_PER_BATCH == 0) {
      writeBatch();
    }
  }

  private void writeBatch() {
    scratch.index().stage(batch);
    batch = new Batch(scratch.index());
  }

  /** Where {@code range} was moved to, if it was. */
  Optional<SegmentRange> moved(SegmentRange range) {
    byte[] to = scratch.index().get(MOVED, bytes(range));
    return Optional.ofNullable(to).map(BytesWent::range);
  }

  /** What was stored of the bytes from {@code offset} on, in the order in which it was. */
  List<Stored> stored(int segment, long offset) {
    Index rows = scratch.index();
    byte[] last = place(segment, offset, Long.MAX_VALUE);
    Row floor = rows.floor(STORED, last);
    List<Stored> found = new ArrayList<>();
    if (floor == null || ByteBuffer.wrap(floor.key()).getInt() != segment) {
      return found;
    }
    long start = ByteBuffer.wrap(floor.key()).getLong(Integer.BYTES);
    int skip = (int) Math.min(Integer.MAX_VALUE, offset - start);
    rows.scanPrefix(
        STORED,
        Arrays.copyOf(floor.key(), PLACE_BYTES),
        (_, value) -> {
          ByteBuffer in = ByteBuffer.wrap(value);
          int length = in.getInt();
          int blockOffset = in.getInt();
          if (skip < length) {
            found.add(new Stored(length - skip, block(in), blockOffset + skip));
          }
          return true;
        });
    return found;
  }

  private static BlockId block(ByteBuffer in) {
    String name = UTF_8.decode(in).toString();
    int plus = name.indexOf('+');
    return new BlockId(
        name.substring(0, plus), Integer.parseInt(name, plus + 1, name.length(), 10));
  }

  private static byte[] place(int segment, long offset, long number) {
    return ByteBuffer.allocate(PLACE_BYTES + Long.BYTES)
        .putInt(segment)
        .putLong(offset)
        .putLong(number)
        .array();
  }

  /** A range as a key. */
  static byte[] bytes(SegmentRange range) {
    return ByteBuffer.allocate(PLACE_BYTES + 2 * Integer.BYTES)
        .putInt(range.segment())
        .putLong(range.offset())
        .putInt(range.length())
        .putInt(range.crc())
        .array();
  }

  private static SegmentRange range(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new SegmentRange(in.getInt(), in.getLong(), in.getInt(), in.getInt());
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
