package io.arvfs.fs;

import io.arvfs.journal.Reserve;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Index;

/** How far the rows of an index are on the disk. Thread-safe. */
final class StoredRows {

  private final Index index;
  private final Reserve reserve;
  private final Object lock = new Object();
  private Position position;

  /** For an index that was just opened: where it stands, it stands on the disk too. */
  StoredRows(Index index, Reserve reserve) {
    this.index = index;
    this.reserve = reserve;
    this.position = index.applied().position();
  }

  /** Brings the rows to the disk, which may be full. */
  void flush() {
    Position now = index.applied().position();
    try (Reserve.Loan _ = reserve.lend()) {
      index.flush();
    }
    synchronized (lock) {
      position = now.isAfter(position) ? now : position;
    }
  }

  /** Where the rows on the disk stand at least. */
  Position position() {
    synchronized (lock) {
      return position;
    }
  }

  /** How many entries a start would have to fold again, about. */
  long behind() {
    return index.applied().position().value() - position().value();
  }
}
