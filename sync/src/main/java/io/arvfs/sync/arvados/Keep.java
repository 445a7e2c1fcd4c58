package io.arvfs.sync.arvados;

import io.arvfs.journal.event.BlockId;
import java.io.IOException;

/**
 * The cluster's block store as one user sees it. Thread-safe.
 *
 * <p>Beside its own exceptions it throws {@link ForbiddenException}, {@link
 * ServerUnreachableException} and {@link ServerMisbehavedException}.
 */
public interface Keep {

  /**
   * Stores the first {@code block.size()} bytes of {@code buffer} with as many copies as wanted and
   * answers the locator, signed if the cluster signs. The buffer is not kept and must not change
   * meanwhile.
   *
   * @throws KeepFullException if no service has room
   */
  Locator put(BlockId block, byte[] buffer, Replication wanted) throws IOException;

  /** Stores the first {@code length} bytes as the cluster keeps blocks by default. */
  default Locator put(byte[] buffer, int length) throws IOException {
    return put(Md5.blockOf(buffer, length), buffer, Replication.clusterDefault());
  }

  /**
   * The block's bytes, verified by length and md5.
   *
   * @throws SignatureExpiredException if a fresh locator is needed
   * @throws NoSuchBlockException if no service has it
   */
  byte[] get(Locator locator) throws IOException;
}
