package io.arvfs.fs.tree;

import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Extent.Origin;
import io.arvfs.fs.tree.Inode.Kind;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.fs.tree.SegmentUse.Use;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Rows of the tree as bytes and back. The index is disposable, so nothing here has a version. */
public final class RowCodec {

  private static final int INODE_BYTES = 1 + 2 + 4 + 4 + 8 + 12 + 12 + 8;
  private static final int EXTENT_BYTES = 1 + 4 + 4 + 8 + 4 + 4 + 4 + 16;
  private static final int USE_BYTES = 4 + 4 + 4;
  private static final int NAME_BYTES = 4 + 8;
  private static final byte FILE = 1;
  private static final byte DIRECTORY = 2;
  private static final byte IN_SEGMENT = 1;
  private static final byte IN_BLOCK = 2;
  private static final byte IN_BLOCK_WRITTEN = 3;

  private RowCodec() {}

  static byte[] encode(Inode inode) {
    byte[] name = inode.place().map(p -> p.name().bytes()).orElse(new byte[0]);
    ByteBuffer out = ByteBuffer.allocate(INODE_BYTES + name.length);
    out.put(inode.isDirectory() ? DIRECTORY : FILE);
    out.putShort((short) inode.attributes().mode());
    out.putInt(inode.attributes().uid()).putInt(inode.attributes().gid());
    out.putLong(inode.size());
    putInstant(out, inode.modified());
    putInstant(out, inode.changed());
    out.putLong(inode.place().map(p -> p.parent().value()).orElse(0L));
    return out.put(name).array();
  }

  static Inode inode(Ino ino, byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    Kind kind = in.get() == DIRECTORY ? Kind.DIRECTORY : Kind.FILE;
    Attributes attributes = new Attributes(in.getShort() & 0xffff, in.getInt(), in.getInt());
    long size = in.getLong();
    Instant modified = instant(in);
    Instant changed = instant(in);
    return new Inode(ino, kind, attributes, size, modified, changed, place(in));
  }

  private static Optional<Place> place(ByteBuffer in) {
    long parent = in.getLong();
    byte[] name = new byte[in.remaining()];
    in.get(name);
    return parent == 0 ? Optional.empty() : Optional.of(new Place(new Ino(parent), new Name(name)));
  }

  /** All of an extent but its offset, which is in the key. */
  public static byte[] encode(Extent extent) {
    ByteBuffer out = ByteBuffer.allocate(EXTENT_BYTES);
    switch (extent) {
      case InSegment(_, var length, var range, var skip) ->
          out.put(IN_SEGMENT)
              .putInt(length)
              .putInt(range.segment())
              .putLong(range.offset())
              .putInt(range.length())
              .putInt(range.crc())
              .putInt(skip);
      case InBlock(_, var length, var block, var blockOffset, var written) -> {
        out.put(written.isPresent() ? IN_BLOCK_WRITTEN : IN_BLOCK).putInt(length);
        out.put(HexFormat.of().parseHex(block.md5())).putInt(block.size()).putInt(blockOffset);
        written.ifPresent(w -> out.putInt(w.rangeLength()).putInt(w.crc()).putInt(w.skip()));
      }
    }
    byte[] row = new byte[out.position()];
    out.flip().get(row);
    return row;
  }

  /** The extent at {@code offset} that {@code row} tells of. */
  public static Extent extent(long offset, byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    byte form = in.get();
    int length = in.getInt();
    if (form == IN_SEGMENT) {
      SegmentRange range = new SegmentRange(in.getInt(), in.getLong(), in.getInt(), in.getInt());
      return new InSegment(offset, length, range, in.getInt());
    }
    byte[] md5 = new byte[16];
    in.get(md5);
    BlockId block = new BlockId(HexFormat.of().formatHex(md5), in.getInt());
    int blockOffset = in.getInt();
    Optional<Origin.Written> written =
        form == IN_BLOCK_WRITTEN
            ? Optional.of(new Origin.Written(in.getInt(), in.getInt(), in.getInt()))
            : Optional.empty();
    return new InBlock(offset, length, block, blockOffset, written);
  }

  /** All of a range's use but its place's segment and offset, which are in the key. */
  static byte[] encode(Use use) {
    SegmentRange name = use.name();
    boolean moved = !use.place().equals(name);
    ByteBuffer out = ByteBuffer.allocate(USE_BYTES + (moved ? NAME_BYTES : 0));
    out.putInt(use.references()).putInt(name.length()).putInt(name.crc());
    return moved ? out.putInt(name.segment()).putLong(name.offset()).array() : out.array();
  }

  /** The use of the range that stands there. */
  static Use use(int segment, long offset, byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    int references = in.getInt();
    SegmentRange place = new SegmentRange(segment, offset, in.getInt(), in.getInt());
    SegmentRange name =
        in.hasRemaining()
            ? new SegmentRange(in.getInt(), in.getLong(), place.length(), place.crc())
            : place;
    return new Use(place, name, references);
  }

  private static void putInstant(ByteBuffer out, Instant instant) {
    out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
  }

  private static Instant instant(ByteBuffer in) {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }
}
