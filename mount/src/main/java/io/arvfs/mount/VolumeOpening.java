package io.arvfs.mount;

import io.arvfs.fs.Keeping;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.VolumeStart;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.CachedIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.sync.Server;
import java.io.IOException;
import java.nio.file.Path;

/** Puts together the volume of a mount from what lies in its directory. */
record VolumeOpening(Path directory, MountOptions options, Tasks tasks) {

  private static final int DIRECTORY_MODE = 0755;

  /** Some tens of thousands of rows. */
  private static final long ROW_CACHE_BYTES = 8L << 20;

  /** Opens it; if that fails nothing is left open. */
  Volume open(Server server) throws IOException {
    VolumeStart start = new VolumeStart(new FileDisk(), directory, tasks);
    JournalOptions sizes =
        JournalOptions.DEFAULT
            .withSize(options.journalBytes())
            .withSyncInterval(options.syncInterval());
    Journal journal = Journal.open(directory, tasks, sizes, start.from());
    try {
      return start.open(
          rows(journal),
          journal,
          index -> new Volume(parts(server, journal, index).with(keeping(start, journal))));
    } catch (IOException | RuntimeException | Error e) {
      Closing.after(e, journal);
      throw e;
    }
  }

  private RocksDirectory rows(Journal journal) {
    return RocksDirectory.within(
        journal.bound().limitBytes(), VolumeLayout.of(directory).index(), Projection.families());
  }

  private VolumeParts parts(Server server, Journal journal, Index index) {
    ManifestFiles manifests =
        new ManifestFiles(new FileDisk(), VolumeLayout.of(directory).manifests());
    return new VolumeParts(
        journal,
        new CachedIndex(index, ROW_CACHE_BYTES),
        Projection.folding(manifests),
        manifests,
        server.trees(),
        server.blocks(),
        new Attributes(DIRECTORY_MODE, User.id(), User.group()),
        tasks);
  }

  private Keeping keeping(VolumeStart start, Journal journal) {
    return Keeping.within(
        journal.bound().limitBytes(),
        start.checkpoints(),
        Projection.families(),
        options.history());
  }
}
