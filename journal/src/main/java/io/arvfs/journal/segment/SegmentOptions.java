package io.arvfs.journal.segment;

/**
 * Sizes of segments.
 *
 * @param segmentBytes a new segment is begun when a range would pass this; a longer range has a
 *     segment of its own
 * @param reserveBytes disk space taken ahead of the ranges at a time
 */
public record SegmentOptions(long segmentBytes, long reserveBytes) {

  /** 256 MiB a segment, 4 MiB ahead. */
  public static final SegmentOptions DEFAULT = new SegmentOptions(256L << 20, 4L << 20);

  /**
   * @throws IllegalArgumentException if a size is not positive
   */
  public SegmentOptions {
    if (segmentBytes < 1 || reserveBytes < 1) {
      throw new IllegalArgumentException(
          "segments of " + segmentBytes + ", " + reserveBytes + " ahead");
    }
  }
}
