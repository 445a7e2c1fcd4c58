package io.arvfs.sync;

import io.arvfs.journal.event.BlockId;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Locator;
import io.arvfs.sync.arvados.Replication;
import java.io.IOException;

/** Keep as one process sees it, which may die. Thread-safe. */
record MortalKeep(Keep keep, Fate fate) implements Keep {

  @Override
  public Locator put(BlockId block, byte[] buffer, Replication wanted) throws IOException {
    fate.act("put");
    return keep.put(block, buffer, wanted);
  }

  @Override
  public byte[] get(Locator locator) throws IOException {
    fate.act("get");
    return keep.get(locator);
  }
}
