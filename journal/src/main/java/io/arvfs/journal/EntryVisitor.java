package io.arvfs.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.index.Applied;
import java.io.IOException;

/** Sees entries in their order. */
@FunctionalInterface
public interface EntryVisitor {

  /**
   * Sees one entry.
   *
   * @param at where an index stands that has folded it
   */
  void visit(Entry entry, Applied at) throws IOException;
}
