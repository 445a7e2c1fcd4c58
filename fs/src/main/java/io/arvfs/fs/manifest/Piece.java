package io.arvfs.fs.manifest;

/**
 * A contiguous part of a file: {@code length} bytes that stand at {@code offset} in a block.
 *
 * <p>A piece of length 0 holds nothing and is kept all the same: it keeps its block in the manifest
 * that the server writes (prediction page, section 3, rule 6).
 */
public record Piece(LocatorToken locator, int offset, int length) {

  /**
   * @throws IllegalArgumentException if the range is negative or leaves the block
   */
  public Piece {
    if (offset < 0 || length < 0 || offset > locator.size() - length) {
      throw new IllegalArgumentException(
          length + " bytes at offset " + offset + " of block " + locator.block());
    }
  }

  /** The offset in the block of the first byte after this piece. */
  public int end() {
    return offset + length;
  }

  /** Whether {@code next} goes on in the same block where this piece ends. */
  boolean runsInto(Piece next) {
    return end() == next.offset && locator.block().equals(next.locator.block());
  }
}
