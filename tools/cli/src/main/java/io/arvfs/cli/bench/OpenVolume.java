package io.arvfs.cli.bench;

import io.arvfs.fs.History;
import io.arvfs.fs.Keeping;
import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.Volume;
import io.arvfs.fs.VolumeParts;
import io.arvfs.fs.VolumeStart;
import io.arvfs.fs.command.Command.CreateFile;
import io.arvfs.fs.command.Command.MakeDirectory;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.CachedIndex;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A volume as a mount has one, journal and index on the disk, around an empty collection; neither
 * kernel nor server take part. As safe for threads as the volume.
 */
final class OpenVolume implements Closeable {

  private static final Attributes ATTRIBUTES = new Attributes(0644, 1000, 1000);

  private static final long ROW_CACHE_BYTES = 8L << 20;

  private final Volume volume;

  private OpenVolume(Volume volume) {
    this.volume = volume;
  }

  /** Opens the volume in {@code directory}, which may be new. */
  static OpenVolume in(Path directory, Tasks tasks) throws IOException {
    VolumeLayout layout = VolumeLayout.of(directory);
    Disk disk = new FileDisk();
    VolumeStart start = new VolumeStart(disk, directory, tasks);
    Journal journal = Journal.open(directory, tasks, JournalOptions.DEFAULT, start.from());
    RocksDirectory rows = new RocksDirectory(layout.index(), Projection.families());
    ManifestFiles manifests = new ManifestFiles(disk, layout.manifests());
    Keeping keeping =
        Keeping.within(
            journal.bound().limitBytes(),
            start.checkpoints(),
            Projection.families(),
            History.STANDARD);
    Volume volume =
        start.open(
            rows,
            journal,
            index ->
                new Volume(
                    new VolumeParts(
                            journal,
                            new CachedIndex(index, ROW_CACHE_BYTES),
                            Projection.folding(manifests),
                            manifests,
                            (_, _) -> emptyCollection(),
                            new NoBlocks(),
                            ATTRIBUTES,
                            tasks)
                        .with(keeping)));
    volume.load(Ino.ROOT);
    return new OpenVolume(volume);
  }

  private static Loaded emptyCollection() {
    String hash = ManifestText.EMPTY.portableDataHash();
    return new Loaded("zzzzz-4zz18-000000000000000", new ServerState(1, hash, Instant.EPOCH));
  }

  Volume volume() {
    return volume;
  }

  Ino makeDirectory(Ino parent, String name) throws IOException {
    return made(volume.execute(new MakeDirectory(parent, new Name(name), ATTRIBUTES)));
  }

  Ino createFile(Ino parent, String name) throws IOException {
    return made(volume.execute(new CreateFile(parent, new Name(name), ATTRIBUTES)));
  }

  private static Ino made(Decision decision) {
    if (decision instanceof Accepted(var events)) {
      return switch (events.getFirst()) {
        case FileCreated e -> e.ino();
        case DirectoryMade e -> e.ino();
        default -> throw new IllegalStateException("made by " + events);
      };
    }
    throw new IllegalStateException("refused: " + decision);
  }

  /** Writes all of {@code bytes} at {@code offset}; the buffer is left as it was. */
  void write(Ino file, long offset, ByteBuffer bytes) throws IOException {
    require(volume.write(file, offset, false, bytes.duplicate()));
  }

  static void require(Decision decision) {
    if (!(decision instanceof Accepted)) {
      throw new IllegalStateException("refused: " + decision);
    }
  }

  /** Returns when everything so far survives the loss of power. */
  void force() throws IOException {
    volume.force(volume.appended());
  }

  @Override
  public void close() throws IOException {
    volume.close();
  }

  /** No block is ever asked for: nothing comes from a server here. */
  private static final class NoBlocks implements BlockSource {
    @Override
    public ByteBuffer block(BlockId block) throws IOException {
      throw new IOException("no block " + block);
    }

    @Override
    public Optional<ByteBuffer> near(BlockId block) {
      return Optional.empty();
    }
  }
}
