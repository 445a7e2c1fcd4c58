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
 * <p>Zeros go where nobody has written yet, and nowhere else. Confined to who appends.
 */
public final class Runway {

  /**
   * Written at a time, a page: the page cache keeps what is written at once as one folio, and a
   * change to it through mapped memory makes all of that go to the disk again.
   */
  private static final int STEP_BYTES = 4 << 10;

  private static final int AHEAD_BYTES = 64 << 10;

  private final DiskFile file;

  /** To where the file was written, by whomever. */
  private long end;

  /** Of a file of which nothing was written. */
  public Runway(DiskFile file) {
    this.file = file;
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
    long wanted = Math.min(reserved, needed + AHEAD_BYTES);
    while (end < wanted) {
      int step = (int) Math.min(STEP_BYTES - end % STEP_BYTES, wanted - end);
      file.write(ByteBuffer.allocate(step), end);
      end += step;
    }
  }

  /**
   * Called before bytes up to {@code needed} are written that are not small: they need no zeros.
   */
  public void skip(long needed) {
    end = Math.max(end, needed);
  }
}
