package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestText;
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
  public Loaded load(Ino root) throws IOException {
    KeepBlocks.Fetched fetched = blocks.fetch(false);
    CollectionRecord record = fetched.record();
    ManifestText text = fetched.text();
    return new Loaded(record.uuid(), state(record), text);
  }

  static ServerState state(CollectionRecord record) {
    return new ServerState(record.version(), record.portableDataHash(), record.modifiedAt());
  }
}
