package io.arvfs.fs;

/**
 * Which segments are worth cleaning.
 *
 * @param livePercent so much of a segment is alive at most
 * @param livePercentWanted as above, while somebody waits for space
 * @param leastGainBytes so much is freed at least
 */
public record CleaningOptions(int livePercent, int livePercentWanted, long leastGainBytes) {

  private static final long MOST_GAIN_BYTES = 4L << 20;
  private static final int PART_OF_SEGMENT = 4;

  /**
   * @throws IllegalArgumentException if cleaning would never end: whatever it writes is worth
   *     cleaning again
   */
  public CleaningOptions {
    if (livePercent < 0 || livePercentWanted > 90 || leastGainBytes < 1) {
      throw new IllegalArgumentException(
          livePercent + " %, " + livePercentWanted + " %, " + leastGainBytes + " bytes");
    }
  }

  /**
   * A quarter alive, three quarters if space is wanted, and at least 4 MiB to gain; less with
   * segments below 16 MiB.
   */
  public static CleaningOptions of(long segmentBytes) {
    return new CleaningOptions(
        25, 75, Math.max(1, Math.min(MOST_GAIN_BYTES, segmentBytes / PART_OF_SEGMENT)));
  }

  boolean isWorthIt(long liveBytes, long segmentBytes, boolean wanted) {
    long percent = wanted ? livePercentWanted : livePercent;
    return segmentBytes - liveBytes >= leastGainBytes
        && liveBytes <= segmentBytes / 100 * percent + segmentBytes % 100 * percent / 100;
  }
}
