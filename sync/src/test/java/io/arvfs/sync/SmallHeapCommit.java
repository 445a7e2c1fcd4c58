package io.arvfs.sync;

import io.arvfs.fs.Folding;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.HttpArvados;
import io.arvfs.sync.arvados.HttpOptions;
import io.arvfs.sync.arvados.KeepClient;
import io.arvfs.sync.arvados.Settings;
import io.arvfs.sync.arvados.Token;
import io.arvfs.sync.ledger.Ledger;
import io.arvfs.sync.ledger.LedgerFamilies;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A process that loads a collection, makes a file in its root and commits that. */
final class SmallHeapCommit {

  private static final Attributes ATTRIBUTES = new Attributes(0644, 1000, 1000);

  private SmallHeapCommit() {}

  /** Host, token, uuid, and a directory for the volume; the status is 0 if all is sent. */
  public static void main(String[] args) throws Exception {
    Tasks tasks = new RealTasks();
    Disk disk = new FileDisk();
    Path directory = Path.of(args[3]);
    Settings settings = new Settings(args[0], Token.of(args[1]), true);
    try (HttpArvados arvados =
        new HttpArvados(settings, HttpOptions.standard(), tasks, new Random(1))) {
      ClusterInfo info = arvados.discover();
      SyncParts parts =
          new SyncParts(
              arvados,
              new KeepClient(arvados, info),
              info,
              args[2],
              disk,
              VolumeLayout.of(directory).attempts(),
              new BlockCache(1 << 20),
              new UploadLimits(1, 1),
              tasks);
      Server server = new Server(parts);
      try (Volume volume = volume(disk, directory, tasks, server)) {
        volume.execute(new Command.CreateFile(Ino.ROOT, new Name("made"), ATTRIBUTES));
        Outcome outcome = new Syncer(volume, server, parts, _ -> {}).sync();
        outcome.left().forEach(left -> System.err.println(left));
        System.exit(outcome.isDone() ? 0 : 1);
      }
    }
  }

  private static Volume volume(Disk disk, Path directory, Tasks tasks, Server server)
      throws Exception {
    VolumeLayout layout = VolumeLayout.of(directory);
    ManifestFiles manifests = new ManifestFiles(disk, layout.manifests());
    List<Family> families =
        Stream.concat(TreeFamilies.all().stream(), LedgerFamilies.all().stream()).toList();
    Volume volume =
        new Volume(
            new VolumeParts(
                Journal.openOn(disk, directory, tasks, JournalOptions.DEFAULT),
                RocksIndex.open(layout.index(), families),
                new Folding(List.of(new Ledger(), new TreeFold(manifests))),
                manifests,
                server.trees(),
                server.blocks(),
                ATTRIBUTES,
                tasks));
    volume.load(Ino.ROOT);
    return volume;
  }
}
