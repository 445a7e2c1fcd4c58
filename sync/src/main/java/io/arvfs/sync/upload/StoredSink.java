package io.arvfs.sync.upload;

import java.io.IOException;

/** Who wants to know of each stored block at once, such as the journal. */
@FunctionalInterface
public interface StoredSink<K> {

  /**
   * Takes note of one block; the next report waits for it.
   *
   * @throws IOException to end the upload
   */
  void stored(StoredBlock<K> block) throws IOException;
}
