package io.arvfs.journal.index;

import java.io.IOException;

/** Where an index lies: opened, or thrown away and begun anew. */
public interface IndexStore {

  /**
   * Opens the index as it was left, an empty one if there is none.
   *
   * @throws io.arvfs.journal.host.OutOfSpaceException if the disk is full
   * @throws IOException if it cannot be opened: delete it
   */
  Index open() throws IOException;

  /** Deletes the index, which nobody has open. */
  void delete() throws IOException;
}
