package io.arvfs.fs.tree;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.SegmentRange;
import java.util.Optional;

/**
 * Contiguous bytes of a file and where they are. Between extents are holes, which read as zeros.
 *
 * <p>Offsets and lengths are bytes; {@code offset} is the place in the file.
 */
public sealed interface Extent {

  long offset();

  int length();

  /** The first byte of the file after it. */
  default long end() {
    return offset() + length();
  }

  /** The {@code length} bytes of it that begin {@code skip} bytes in. */
  Extent part(int skip, int length);

  /** What the bytes are, independently of where they stand. */
  Origin origin();

  /**
   * Bytes in a local segment: {@code length} bytes of {@code range} from {@code skip} on.
   *
   * @param range as it was written; {@link TreeView#place} says where its bytes stand now
   */
  record InSegment(long offset, int length, SegmentRange range, int skip) implements Extent {

    /**
     * @throws IllegalArgumentException if the part is not within the range
     */
    public InSegment {
      requirePart(length, range.length(), skip);
    }

    @Override
    public InSegment part(int skipMore, int newLength) {
      return new InSegment(offset + skipMore, newLength, range, skip + skipMore);
    }

    /** Their first byte in the segment's file, as it was written. */
    public long segmentOffset() {
      return range.offset() + skip;
    }

    @Override
    public Origin origin() {
      return new Origin.Written(range.length(), range.crc(), skip);
    }
  }

  /**
   * Bytes in a Keep block, from {@code blockOffset} on.
   *
   * @param written the range they were written as, if they came from here; kept for ever, so that a
   *     commit changes no digest
   */
  record InBlock(
      long offset, int length, BlockId block, int blockOffset, Optional<Origin.Written> written)
      implements Extent {

    /**
     * @throws IllegalArgumentException if the part is not within the block
     */
    public InBlock {
      requirePart(length, block.size(), blockOffset);
    }

    @Override
    public InBlock part(int skip, int newLength) {
      return new InBlock(
          offset + skip, newLength, block, blockOffset + skip, written.map(w -> w.later(skip)));
    }

    @Override
    public Origin origin() {
      return written.<Origin>map(w -> w).orElseGet(() -> new Origin.Stored(block, blockOffset));
    }
  }

  /** What bytes are, wherever they stand. */
  sealed interface Origin {

    /** Written here: a part of a range of this length and CRC32C, {@code skip} bytes in. */
    record Written(int rangeLength, int crc, int skip) implements Origin {
      Written later(int more) {
        return new Written(rangeLength, crc, skip + more);
      }
    }

    /** Adopted from the server: a part of a block. */
    record Stored(BlockId block, int blockOffset) implements Origin {}
  }

  private static void requirePart(int length, int whole, int skip) {
    if (length < 1 || skip < 0 || length > whole - skip) {
      throw new IllegalArgumentException(length + " bytes from " + skip + " of " + whole);
    }
  }
}
