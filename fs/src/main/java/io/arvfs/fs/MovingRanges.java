package io.arvfs.fs;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * The bytes of ranges by the names that extents have for them, while cleaning moves them about.
 * Thread-safe.
 */
final class MovingRanges {

  private final Journal journal;
  private final TreeView tree;

  MovingRanges(Journal journal, Rows rows) {
    this.journal = journal;
    this.tree = new TreeView(rows);
  }

  /**
   * Fills {@code target} with bytes of {@code range} from its byte {@code skip} on.
   *
   * @throws NoSuchFileException if nobody names the range any more
   */
  void read(SegmentRange range, int skip, ByteBuffer target) throws IOException {
    int start = target.position();
    SegmentRange place = tree.place(range);
    while (true) {
      try {
        journal.read(place, skip, target);
        return;
      } catch (NoSuchFileException e) {
        place = next(range, place, e);
        target.position(start);
      }
    }
  }

  private SegmentRange next(SegmentRange range, SegmentRange place, NoSuchFileException gone)
      throws NoSuchFileException {
    SegmentRange now = tree.place(range);
    if (now.equals(place)) {
      throw gone;
    }
    return now;
  }

  /** Whether all bytes of {@code range} are there and have its CRC. */
  boolean verify(SegmentRange range) throws IOException {
    SegmentRange place = tree.place(range);
    while (!journal.verify(place)) {
      SegmentRange now = tree.place(range);
      if (now.equals(place)) {
        return false;
      }
      place = now;
    }
    return true;
  }
}
