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

  /**
   * Whether something of the index could not be read or written since it was begun, other than for
   * want of room: it is not to be believed.
   */
  default boolean isDoubted() {
    return false;
  }

  /** Deletes the index, which nobody has open, and with it all doubts. */
  void delete() throws IOException;
}
