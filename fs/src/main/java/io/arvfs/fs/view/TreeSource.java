package io.arvfs.fs.view;

import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import java.io.IOException;

/** Where collections come from that a volume does not know yet. Asked outside the writer. */
@FunctionalInterface
public interface TreeSource {

  /**
   * The collection to be shown at {@code root}, as the server has it now; its manifest goes to
   * {@code text} as it arrives.
   *
   * @throws IOException if it cannot be had: named for why
   */
  Loaded load(Ino root, ManifestTarget text) throws IOException;

  /**
   * A collection as it was loaded.
   *
   * @param state names the hash of the text that arrived
   */
  record Loaded(String uuid, ServerState state) {}
}
