package io.arvfs.fs.read;

import io.arvfs.journal.event.BlockId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where the bytes of Keep's blocks come from. Thread-safe; may wait for the network. */
public interface BlockSource {

  /**
   * The whole block, verified, read-only.
   *
   * @throws IOException if no service that can be reached has it
   */
  ByteBuffer block(BlockId block) throws IOException;

  /** As {@link #block}, if the block is at hand; waits for nobody. */
  Optional<ByteBuffer> near(BlockId block);
}
