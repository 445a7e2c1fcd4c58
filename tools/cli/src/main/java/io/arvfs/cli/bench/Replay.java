package io.arvfs.cli.bench;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds to fold the journal of a prepared volume into a new index on the disk. */
record Replay(Tasks tasks) implements Row {

  @Override
  public double measure(String place, Path directory, int amount) throws IOException {
    VolumeLayout layout = VolumeLayout.of(directory);
    Disk disk = new FileDisk();
    JournalReader journal = new JournalReader(disk, directory);
    Stopwatch watch = new Stopwatch(tasks);
    Path anew = Files.createTempDirectory(directory, "index-");
    try (Index index = RocksIndex.open(anew, Projection.families())) {
      Projection.folding(new ManifestFiles(disk, layout.manifests())).catchUp(index, journal);
      double seconds = watch.seconds();
      if (index.applied().position().value() < amount) {
        throw new IOException("replayed to " + index.applied() + " only");
      }
      return seconds;
    }
  }
}
