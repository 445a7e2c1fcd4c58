package io.arvfs.sync.upload;

import java.util.List;

/** What one block is to hold: parts that follow each other without a gap. */
public record PackedBlock<K>(List<Part<K>> parts) {

  /**
   * @throws IllegalArgumentException if there is no part, or one does not start where the last
   *     ended
   */
  public PackedBlock {
    parts = List.copyOf(parts);
    int end = 0;
    for (Part<K> part : parts) {
      if (part.offsetInBlock() != end) {
        throw new IllegalArgumentException("a gap at " + end + " of a block");
      }
      end = Math.addExact(end, part.length());
    }
    if (end == 0) {
      throw new IllegalArgumentException("a block of nothing");
    }
  }

  /** Bytes. */
  public int size() {
    Part<K> last = parts.getLast();
    return last.offsetInBlock() + last.length();
  }
}
