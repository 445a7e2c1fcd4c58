package io.arvfs.journal.host;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Zeros written ahead of small appends to a file whose space is reserved.
 *
 * <p>A file system notes of each reserved block whether it was ever written. So the first force
 * after a write into a new block also waits for the file system's own journal; one after a write
 * over zeros waits for the block alone, which takes about half as long. Here that is paid once for
 * many appends.
 *
 * <p>How far ahead grows with what is used of it, so that many appends at once rarely meet a force
 * that pays, and few do not write much more than themselves.
 *
 * <p>Zeros go where nobody has written yet, and nowhere else. Confined to who appends.
 */
public final class Runway {

  private static final int PAGE_BYTES = 4 << 10;
  private static final int SHORTEST_BYTES = 64 << 10;
  private static final int LONGEST_BYTES = 1 << 20;

  /** Never written; outside the heap, so that nothing is copied for a write. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(LONGEST_BYTES);

  private final DiskFile file;
  private final int stepBytes;
  private final int longestBytes;

  private int aheadBytes = SHORTEST_BYTES;

  /** To where the file was written, by whomever. */
  private long end;

  private Runway(DiskFile file, int stepBytes, int longestBytes) {
    this.file = file;
    this.stepBytes = stepBytes;
    this.longestBytes = longestBytes;
  }

  /** Of a file of which nothing was written. */
  public static Runway of(DiskFile file) {
    return new Runway(file, LONGEST_BYTES, LONGEST_BYTES);
  }

  /**
   * As {@link #of}, for a file that is changed through mapped memory. What is written at once is
   * one folio of the page cache, and such a change makes all of it go to the disk again: zeros are
   * written a page at a time, and not so far ahead.
   */
  public static Runway ofMapped(DiskFile file) {
    return new Runway(file, PAGE_BYTES, SHORTEST_BYTES);
  }

  /**
   * Called before bytes up to {@code needed} are written: zeros are there up to it, and usually
   * beyond.
   *
   * @param reserved where the space ends that the file has; at least {@code needed}
   */
  public void extend(long needed, long reserved) throws IOException {
    if (needed <= end) {
      return;
    }
    long wanted = Math.min(reserved, needed + aheadBytes);
    while (end < wanted) {
      int step = (int) Math.min(stepBytes - end % stepBytes, wanted - end);
      file.write(ZEROS.slice(0, step), end);
      end += step;
    }
    aheadBytes = Math.min(2 * aheadBytes, longestBytes);
  }

  /**
   * Called before bytes up to {@code needed} are written that are not small: they need no zeros.
   */
  public void skip(long needed) {
    end = Math.max(end, needed);
  }
}
