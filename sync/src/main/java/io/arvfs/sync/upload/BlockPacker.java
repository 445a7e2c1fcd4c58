package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which bytes share a block (pure). Slices keep their order, so a file's slices stay
 * together and a directory's small files are fetched together.
 *
 * <p>A slice that fits into one block is never split: reading it costs one block. A longer one
 * starts a block of its own and is cut at multiples of the block size from its start, so the same
 * long slice gives the same blocks whatever stands before it, and Keep stores them once. What is
 * left over at its end is open for what follows. At least every second block is more than half
 * full, but for those before a long slice.
 */
public final class BlockPacker {

  private BlockPacker() {}

  /** Packs into blocks of at most 64 MiB. */
  public static <K> List<PackedBlock<K>> pack(List<Slice<K>> slices) {
    return pack(slices, BlockId.MAX_SIZE);
  }

  /**
   * Packs into blocks of at most {@code blockSize} bytes. Every byte of every slice is in exactly
   * one part, in order.
   *
   * @throws IllegalArgumentException if {@code blockSize} is not 1 to 64 MiB
   */
  public static <K> List<PackedBlock<K>> pack(List<Slice<K>> slices, int blockSize) {
    if (blockSize < 1 || blockSize > BlockId.MAX_SIZE) {
      throw new IllegalArgumentException("blocks of " + blockSize + " bytes");
    }
    Packing<K> packing = new Packing<>(blockSize);
    slices.forEach(packing::add);
    packing.close();
    return List.copyOf(packing.blocks);
  }

  /** The blocks so far and the open one. */
  private static final class Packing<K> {

    private final int blockSize;
    private final List<PackedBlock<K>> blocks = new ArrayList<>();
    private List<Part<K>> open = new ArrayList<>();
    private int filled;

    Packing(int blockSize) {
      this.blockSize = blockSize;
    }

    void add(Slice<K> slice) {
      if (slice.length() > blockSize - filled) {
        close();
      }
      long skip = 0;
      while (skip < slice.length()) {
        int length = (int) Math.min(blockSize - filled, slice.length() - skip);
        open.add(new Part<>(slice, skip, length, filled));
        filled += length;
        skip += length;
        if (filled == blockSize) {
          close();
        }
      }
    }

    void close() {
      if (filled > 0) {
        blocks.add(new PackedBlock<>(open));
        open = new ArrayList<>();
        filled = 0;
      }
    }
  }
}
