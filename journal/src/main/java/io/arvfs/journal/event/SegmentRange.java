package io.arvfs.journal.event;

/**
 * Bytes appended to a local data segment at once.
 *
 * @param segment number of the segment file, from 1
 * @param offset first byte in that file
 * @param length bytes, at least 1
 * @param crc CRC32C of exactly these bytes
 */
public record SegmentRange(int segment, long offset, int length, int crc) {

  /**
   * @throws IllegalArgumentException if a part is out of bounds
   */
  public SegmentRange {
    if (segment < 1 || offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "range of " + length + " bytes at " + offset + " in segment " + segment);
    }
  }

  /** The first byte after the range. */
  public long end() {
    return offset + length;
  }

  @Override
  public String toString() {
    return "segment " + segment + " [" + offset + "+" + length + "] crc " + hex(crc);
  }

  private static String hex(int value) {
    return String.format("%08x", value);
  }
}
