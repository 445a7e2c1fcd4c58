package io.arvfs.journal;

/**
 * Counts what entries take in the log: all of them, and those that no force has covered yet. The
 * writer adds, whoever forces settles, one at a time each; anybody may read.
 */
final class EntryBytes {

  private volatile long appended;

  /** Of the entries that ask to be forced; one that is only a mark does not. */
  private volatile long asking;

  private volatile long forced;

  void add(int bytes, boolean asks) {
    long all = appended;
    appended = all + bytes;
    if (asks) {
      long before = asking;
      asking = before + bytes;
    }
  }

  /** All so far. */
  long appended() {
    return appended;
  }

  /** As far as a force that begins now reaches. */
  long reach() {
    return asking;
  }

  /** A force that began at {@code reach} has returned. */
  void settle(long reach) {
    forced = reach;
  }

  /** What no force has covered. */
  long unforced() {
    long covered = forced;
    return asking - covered;
  }
}
