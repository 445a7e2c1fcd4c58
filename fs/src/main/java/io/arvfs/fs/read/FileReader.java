package io.arvfs.fs.read;

import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.SegmentRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

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
   * Fills {@code target} from {@code offset} of the file on, up to its end.
   *
   * @param tree unchanging while this runs
   * @return how many bytes
   */
  public int read(TreeView tree, Inode inode, long offset, ByteBuffer target) throws IOException {
    long length = Math.min(target.remaining(), inode.size() - offset);
    if (length <= 0) {
      return 0;
    }
    int start = target.position();
    long end = offset + length;
    long at = offset;
    for (Extent extent : tree.extents(inode.ino(), offset, end)) {
      zero(target, Math.max(at, extent.offset()) - at);
      long from = Math.max(at, extent.offset());
      long to = Math.min(end, extent.end());
      copy(extent.part((int) (from - extent.offset()), (int) (to - from)), tree, target);
      at = to;
    }
    zero(target, end - at);
    return target.position() - start;
  }

  /** Whether reading there may wait for the network. */
  public boolean isFar(TreeView tree, Inode inode, long offset, int length) {
    List<Extent> extents = tree.extents(inode.ino(), offset, offset + length);
    return extents.stream().anyMatch(e -> e instanceof InBlock in && !blocks.isNear(in.block()));
  }

  private void copy(Extent extent, TreeView tree, ByteBuffer target) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + extent.length());
    switch (extent) {
      case InSegment(_, _, var range, var skip) -> segments.read(tree.place(range), skip, target);
      case InBlock(_, var length, var block, var blockOffset, _) ->
          target.put(blocks.block(block).slice(blockOffset, length));
    }
    target.limit(limit);
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
