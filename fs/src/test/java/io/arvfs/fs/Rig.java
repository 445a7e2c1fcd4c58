package io.arvfs.fs;

import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Volumes on disks that can crash, around an empty collection. */
final class Rig {

  static final Attributes ATTRIBUTES = new Attributes(0755, 1000, 1000);

  static final Path DIRECTORY = Path.of("/volume");
  static final JournalOptions OPTIONS =
      new JournalOptions(
          new LogOptions(8 << 10, 4 << 10),
          new SegmentOptions(8 << 10, 4 << 10),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
          OptionalLong.of(Long.MAX_VALUE));

  private Rig() {}

  /** No block is ever asked for: nothing comes from the server here. */
  static final class NoBlocks implements BlockSource {
    @Override
    public ByteBuffer block(BlockId block) throws IOException {
      throw new IOException("no block " + block);
    }

    @Override
    public Optional<ByteBuffer> near(BlockId block) {
      return Optional.empty();
    }
  }

  static HeapIndex heap() {
    return new HeapIndex(TreeFamilies.all());
  }

  /** The same rows of the tree in an index of their own, which stands at the same entry. */
  static HeapIndex copy(Index from) {
    HeapIndex to = heap();
    Batch batch = new Batch(to);
    for (Family family : TreeFamilies.all()) {
      from.scan(
          family,
          new byte[0],
          (key, value) -> {
            batch.put(family, key, value);
            return true;
          });
    }
    to.write(batch, from.applied());
    return to;
  }

  /** Opens the volume on {@code disk}; its rows come from nothing but the journal. */
  static Volume open(CrashDisk disk, Tasks tasks) throws IOException {
    return open(disk, tasks, heap());
  }

  static Volume open(CrashDisk disk, Tasks tasks, Index index) throws IOException {
    return open(disk, tasks, index, (_, _) -> emptyCollection());
  }

  static Volume open(CrashDisk disk, Tasks tasks, Index index, TreeSource trees)
      throws IOException {
    Volume volume = new Volume(parts(disk, tasks, index, trees));
    try {
      volume.load(Ino.ROOT);
      return volume;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, volume);
      throw e;
    }
  }

  /** A new life of what is on {@code disk}, with {@code trees} to load from. */
  static VolumeParts parts(CrashDisk disk, Tasks tasks, Index index, TreeSource trees)
      throws IOException {
    return new VolumeParts(
        Journal.openOn(disk, DIRECTORY, tasks, OPTIONS),
        index,
        folding(disk),
        manifests(disk, DIRECTORY),
        trees,
        new NoBlocks(),
        ATTRIBUTES,
        tasks);
  }

  private static void closeAfter(Exception e, Volume volume) {
    try {
      volume.close();
    } catch (IOException | RuntimeException again) {
      e.addSuppressed(again);
    }
  }

  /** A volume of whatever is in {@code journal}, with nothing loaded. */
  static Volume on(Disk disk, Tasks tasks, Journal journal, Index index) throws IOException {
    return on(disk, DIRECTORY, tasks, journal, index);
  }

  static Volume on(Disk disk, Path directory, Tasks tasks, Journal journal, Index index)
      throws IOException {
    return new Volume(parts(disk, directory, tasks, journal, index));
  }

  /** A volume that keeps its past short. */
  static Volume keeping(Disk disk, Tasks tasks, Journal journal, Index index, Keeping how)
      throws IOException {
    return new Volume(parts(disk, DIRECTORY, tasks, journal, index).with(how));
  }

  static VolumeParts parts(Disk disk, Path directory, Tasks tasks, Journal journal, Index index) {
    return new VolumeParts(
        journal,
        index,
        folding(disk, directory),
        manifests(disk, directory),
        (_, _) -> emptyCollection(),
        new NoBlocks(),
        ATTRIBUTES,
        tasks);
  }

  private static ManifestFiles manifests(Disk disk, Path directory) {
    return new ManifestFiles(disk, VolumeLayout.of(directory).manifests());
  }

  static Folding folding(Disk disk) {
    return folding(disk, DIRECTORY);
  }

  static Folding folding(Disk disk, Path directory) {
    return new Folding(List.of(new TreeFold(manifests(disk, directory))));
  }

  private static Loaded emptyCollection() {
    String hash = ManifestText.EMPTY.portableDataHash();
    return new Loaded("zzzzz-4zz18-000000000000000", new ServerState(1, hash, Instant.EPOCH));
  }

  static String tree(Volume volume) {
    return TreeDigest.of(volume.view());
  }

  static String rows(Volume volume) {
    return RowsDigest.of(volume.rows(), TreeFamilies.all());
  }

  /**
   * The rows that a fold of the log on {@code disk} gives, from its beginning to {@code last}, or
   * if it was trimmed, from the oldest checkpoint on.
   */
  static Index fold(CrashDisk disk, Position last) throws IOException {
    Index index = heap();
    JournalReader reader = new JournalReader(disk, DIRECTORY);
    if (reader.first().value() > 1) {
      Checkpoints checkpoints = new Checkpoints(disk, VolumeLayout.of(DIRECTORY).checkpoints());
      checkpoints.load(checkpoints.trusted(reader::has).getLast(), index);
    }
    folding(disk).catchUp(index, reader, last.value());
    return index;
  }

  static String foldedRows(CrashDisk disk) throws IOException {
    return RowsDigest.of(fold(disk, new Position(Long.MAX_VALUE)), TreeFamilies.all());
  }
}
