package io.arvfs.fs.read;

import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.SegmentRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads bytes of files as a tree has them. Thread-safe. */
public final class FileReader {

  private static final byte[] ZEROS = new byte[1 << 13];

  private final SegmentSource segments;
  private final BlockSource blocks;

  /** Where the bytes of local segments come from. */
  @FunctionalInterface
  public interface SegmentSource {

    /**
     * Fills {@code target} with bytes of {@code range} from its byte {@code skip} on.
     *
     * @throws java.nio.file.NoSuchFileException if the segment went since the extent was read
     */
    void read(SegmentRange range, int skip, ByteBuffer target) throws IOException;
  }

  public FileReader(SegmentSource segments, BlockSource blocks) {
    this.segments = segments;
    this.blocks = blocks;
  }

  /**
   * Fills {@code target} from {@code offset} of the file on, up to its end. If it throws, the
   * target is as it was, but for its bytes.
   *
   * @param tree unchanging while this runs
   * @return how many bytes
   */
  public int read(TreeView tree, Inode inode, long offset, ByteBuffer target) throws IOException {
    return copyAll(tree, inode, new Span(offset, target), blocks::block);
  }

  /** As {@link #read}, or empty if that may wait for the network; then nothing was read. */
  public OptionalInt tryRead(TreeView tree, Inode inode, long offset, ByteBuffer target)
      throws IOException {
    try {
      BlockSupplier near = block -> blocks.near(block).orElseThrow(FarException::new);
      return OptionalInt.of(copyAll(tree, inode, new Span(offset, target), near));
    } catch (FarException _) {
      return OptionalInt.empty();
    }
  }

  /** Where the bytes stand that are read from local segments for so much of the file. */
  public List<SegmentRange> places(TreeView tree, Inode inode, long offset, int length) {
    List<SegmentRange> places = new ArrayList<>();
    for (Extent extent : tree.extents(inode.ino(), offset, offset + length)) {
      if (extent instanceof InSegment in) {
        places.add(tree.place(in.range()));
      }
    }
    return places;
  }

  /** A place in a file, and what is to hold the bytes from there on. */
  private record Span(long offset, ByteBuffer target) {}

  /** One way to have a block. */
  private interface BlockSupplier {
    ByteBuffer block(BlockId block) throws IOException;
  }

  /** A block is not at hand. */
  private static final class FarException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private int copyAll(TreeView tree, Inode inode, Span span, BlockSupplier supplier)
      throws IOException {
    ByteBuffer target = span.target();
    int start = target.position();
    int limit = target.limit();
    boolean copied = false;
    try {
      int count = copyExtents(tree, inode, span, supplier);
      copied = true;
      return count;
    } finally {
      target.limit(limit);
      if (!copied) {
        target.position(start);
      }
    }
  }

  private int copyExtents(TreeView tree, Inode inode, Span span, BlockSupplier supplier)
      throws IOException {
    ByteBuffer target = span.target();
    long offset = span.offset();
    long length = Math.min(target.remaining(), inode.size() - offset);
    if (length <= 0) {
      return 0;
    }
    int start = target.position();
    int limit = target.limit();
    long end = offset + length;
    long at = offset;
    for (Extent extent : tree.extents(inode.ino(), offset, end)) {
      zero(target, Math.max(at, extent.offset()) - at);
      long from = Math.max(at, extent.offset());
      long to = Math.min(end, extent.end());
      target.limit(target.position() + (int) (to - from));
      Extent part = extent.part((int) (from - extent.offset()), (int) (to - from));
      copy(part, tree, target, supplier);
      target.limit(limit);
      at = to;
    }
    zero(target, end - at);
    return target.position() - start;
  }

  private void copy(Extent extent, TreeView tree, ByteBuffer target, BlockSupplier supplier)
      throws IOException {
    switch (extent) {
      case InSegment(_, _, var range, var skip) -> segments.read(tree.place(range), skip, target);
      case InBlock(_, var length, var block, var blockOffset, _) ->
          target.put(supplier.block(block).slice(blockOffset, length));
    }
  }

  private static void zero(ByteBuffer target, long count) {
    long left = count;
    while (left > 0) {
      int piece = (int) Math.min(left, ZEROS.length);
      target.put(ZEROS, 0, piece);
      left -= piece;
    }
  }
}
