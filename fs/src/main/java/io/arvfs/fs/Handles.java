package io.arvfs.fs;

import io.arvfs.journal.event.Ino;
import java.util.HashMap;
import java.util.Map;

/** How often each inode is held open. Confined to the writer. */
final class Handles {

  private final Map<Ino, Integer> counts = new HashMap<>();

  void open(Ino ino) {
    counts.merge(ino, 1, Integer::sum);
  }

  /** Ends one {@link #open}. */
  void release(Ino ino) {
    counts.computeIfPresent(ino, (_, count) -> count == 1 ? null : count - 1);
  }

  boolean isOpen(Ino ino) {
    return counts.containsKey(ino);
  }
}
