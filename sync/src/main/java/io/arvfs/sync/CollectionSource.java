package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestTarget;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.sync.arvados.CollectionRecord;
import java.io.IOException;

/** The one collection that a volume shows, as the server has it. Thread-safe. */
final class CollectionSource implements TreeSource {

  private final KeepBlocks blocks;

  CollectionSource(KeepBlocks blocks) {
    this.blocks = blocks;
  }

  @Override
  public Loaded load(Ino root, ManifestTarget text) throws IOException {
    CollectionRecord record = blocks.fetch(text);
    return new Loaded(record.uuid(), state(record));
  }

  static ServerState state(CollectionRecord record) {
    return new ServerState(record.version(), record.portableDataHash(), record.modifiedAt());
  }
}
