package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verified blocks in memory, the least recently used leaving first, bounded by their bytes. A block
 * larger than the whole bound is not kept. Thread-safe; nothing in it waits. The arrays are shared:
 * nobody changes them.
 */
public final class BlockCache {

  private final long maxBytes;
  private final LinkedHashMap<BlockId, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param maxBytes the most bytes kept, 0 for none
   * @throws IllegalArgumentException if it is negative
   */
  public BlockCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
    }
    this.maxBytes = maxBytes;
  }

  /** The block if it is here, which makes it the most recently used. */
  public synchronized Optional<byte[]> get(BlockId id) {
    return Optional.ofNullable(blocks.get(id));
  }

  /** Keeps a block, at the cost of those not used for longest. */
  public synchronized void put(BlockId id, byte[] content) {
    if (content.length > maxBytes) {
      return;
    }
    byte[] before = blocks.put(id, content);
    bytes += content.length - (before == null ? 0 : before.length);
    Iterator<Map.Entry<BlockId, byte[]>> oldest = blocks.entrySet().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().getValue().length;
      oldest.remove();
    }
  }

  /** Bytes kept now. */
  public synchronized long bytes() {
    return bytes;
  }
}
