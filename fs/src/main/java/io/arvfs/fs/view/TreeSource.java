package io.arvfs.fs.view;

import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import java.io.IOException;

/** Where collections come from that a volume does not know yet. Asked outside the writer. */
@FunctionalInterface
public interface TreeSource {

  /**
   * The collection to be shown at {@code root}, as the server has it now.
   *
   * @throws IOException if it cannot be had: named for why
   */
  Loaded load(Ino root) throws IOException;

  /**
   * A collection as it was loaded.
   *
   * @param text its manifest without signatures, whose hash {@code state} names
   */
  record Loaded(String uuid, ServerState state, ManifestText text) {}
}
