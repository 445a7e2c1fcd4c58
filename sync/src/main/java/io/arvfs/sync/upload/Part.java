package io.arvfs.sync.upload;

/**
 * The bytes of a slice that stand in one block.
 *
 * @param skip bytes of the slice that stand in earlier blocks
 * @param length bytes, at least 1
 * @param offsetInBlock where they start in the block
 */
public record Part<K>(Slice<K> slice, long skip, int length, int offsetInBlock) {

  /**
   * @throws IllegalArgumentException if the part is empty or reaches beyond its slice
   */
  public Part {
    if (skip < 0 || length < 1 || offsetInBlock < 0 || skip > slice.length() - length) {
      throw new IllegalArgumentException(
          length + " bytes after " + skip + " of a slice of " + slice.length());
    }
  }
}
