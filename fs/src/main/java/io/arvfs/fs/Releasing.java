package io.arvfs.fs;

import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.journal.Journal;
import io.arvfs.journal.SegmentFiles;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Deletes segments in which no range is named. Stops no writer and no reader.
 *
 * <p>The order is what makes it safe. First it is asked which segments are sealed and pinned by
 * nobody: who appended to one and let go of it has named the bytes, and nobody appends to it any
 * more. Then the rows are asked which of those are named: a name that is gone never comes back, so
 * whatever is not named now never will be. Then a frame is forced that carries a mark past the
 * entry that freed the last of them: else a start could cut below that entry and miss the bytes.
 * Only then do they go.
 *
 * <p>Thread-safe.
 */
final class Releasing {

  private final Journal journal;
  private final Rows rows;
  private final Writer writer;

  Releasing(Journal journal, Rows rows, Writer writer) {
    this.journal = journal;
    this.rows = rows;
    this.writer = writer;
  }

  /**
   * Deletes what nobody names, but for the newest of it that history keeps. All entries before the
   * call survive the loss of power then.
   *
   * @param historyBytes so much of it stays
   */
  void run(long historyBytes) throws IOException {
    List<Integer> unused = unused();
    writer.forceMark();
    journal.release(unused, historyBytes);
  }

  private List<Integer> unused() throws IOException {
    SegmentFiles files = journal.segmentFiles();
    files.endUnless(SegmentUse.used(rows));
    List<Integer> unused = new ArrayList<>(files.idle());
    Set<Integer> used = SegmentUse.used(rows);
    unused.removeIf(used::contains);
    return unused;
  }
}
