package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.io.IOException;

/** What a {@link Flusher} forces. Thread-safe. */
public interface FlushTarget {

  /** The last entry appended that asks for a force; one that is only a mark does not. */
  Position appended();

  /** Returns when all entries appended before the call, and their bytes, are durable. */
  void force() throws IOException;

  /** Bytes of files and of entries that ask for a force, appended and not yet forced. */
  long unforcedBytes();
}
