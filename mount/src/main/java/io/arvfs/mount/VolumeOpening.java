package io.arvfs.mount;

import io.arvfs.fs.Keeping;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.VolumeStart;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.Reserve;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.host.Closing;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.CachedIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.sync.Server;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Puts together the volume of a mount from what lies in its directory. */
record VolumeOpening(Path directory, MountOptions options, Tasks tasks) {

  private static final int DIRECTORY_MODE = 0755;

  /** Some tens of thousands of rows. */
  private static final long ROW_CACHE_BYTES = 8L << 20;

  /** Opens it; if that fails nothing is left open. */
  Volume open(Server server) throws IOException {
    VolumeLayout layout = VolumeLayout.of(directory);
    Disk disk = new FileDisk();
    VolumeStart start = new VolumeStart(disk, directory, tasks);
    JournalOptions sizes =
        JournalOptions.DEFAULT
            .withSize(options.journalBytes())
            .withSyncInterval(options.syncInterval());
    ManifestFiles manifests = new ManifestFiles(disk, layout.manifests());
    Deque<Closeable> opened = new ArrayDeque<>();
    try {
      Journal journal = Journal.open(directory, tasks, sizes, start.from());
      opened.push(journal);
      Index index = index(start, journal);
      opened.push(index);
      VolumeParts parts =
          new VolumeParts(
              journal,
              index,
              Projection.folding(manifests),
              manifests,
              server.trees(),
              server.blocks(),
              new Attributes(DIRECTORY_MODE, User.id(), User.group()),
              tasks);
      return new Volume(parts.with(keeping(start, journal)));
    } catch (IOException | RuntimeException | Error e) {
      Closing.after(e, () -> Closing.all(opened));
      throw e;
    }
  }

  private Index index(VolumeStart start, Journal journal) throws IOException {
    Path index = VolumeLayout.of(directory).index();
    try (Reserve.Loan _ = journal.reserve().lend()) {
      RocksDirectory rows =
          RocksDirectory.within(journal.bound().limitBytes(), index, Projection.families());
      return new CachedIndex(start.index(rows, journal.reader()), ROW_CACHE_BYTES);
    }
  }

  private Keeping keeping(VolumeStart start, Journal journal) {
    return Keeping.within(
        journal.bound().limitBytes(),
        start.checkpoints(),
        Projection.families(),
        options.history());
  }
}
