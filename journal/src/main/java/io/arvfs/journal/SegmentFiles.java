package io.arvfs.journal;

import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The segments of a journal as files that take space. Thread-safe. */
public final class SegmentFiles {

  private final Segments segments;

  SegmentFiles(Segments segments) {
    this.segments = segments;
  }

  /**
   * The segments that may go once no row names them: those that are sealed and that nobody pins.
   * Asked for before the rows, since who pinned one names what it appended before letting go.
   */
  public List<Integer> idle() throws IOException {
    return segments.idle();
  }

  /**
   * Ends the segment being written if it is not in {@code used}: the next bytes go into another,
   * and it may go too.
   */
  public void endUnless(Set<Integer> used) throws IOException {
    OptionalInt current = segments.current();
    if (current.isPresent() && !used.contains(current.getAsInt())) {
      segments.seal(current.getAsInt());
    }
  }

  /** What one segment takes of the disk; 0 if there is none. */
  public long bytes(int number) throws IOException {
    return segments.allocatedBytes(number);
  }

  /** A segment that takes more holds one range alone. */
  public long mostBytes() {
    return segments.mostBytes();
  }
}
