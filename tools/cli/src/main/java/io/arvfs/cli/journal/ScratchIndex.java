package io.arvfs.cli.journal;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexStore;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index that lives as long as one command: in memory for a small volume, else in a temporary
 * directory, so that memory stays bounded whatever the number of files.
 */
public final class ScratchIndex implements Closeable {

  private static final long MAX_HEAP_LOG_BYTES = 24L << 20;
  private static final long MAX_HEAP_MANIFEST_BYTES = 4L << 20;

  private final Index index;
  private final @Nullable IndexStore store;

  private ScratchIndex(Index index, @Nullable IndexStore store) {
    this.index = index;
    this.store = store;
  }

  /** An empty one for {@code volume}. */
  public static ScratchIndex of(VolumeFiles volume) throws IOException {
    return of(volume, 0);
  }

  /**
   * An empty one for {@code volume}.
   *
   * @param rowBytes what rows take that are to be loaded, from elsewhere too
   */
  static ScratchIndex of(VolumeFiles volume, long rowBytes) throws IOException {
    return of(volume, rowBytes, Projection.families());
  }

  /** One for other rows that come of the journal of {@code volume}. */
  static ScratchIndex of(VolumeFiles volume, List<Family> families) throws IOException {
    return of(volume, 0, families);
  }

  private static ScratchIndex of(VolumeFiles volume, long rowBytes, List<Family> families)
      throws IOException {
    boolean small =
        rowBytes <= MAX_HEAP_MANIFEST_BYTES
            && bytes(volume, volume.layout().log()) <= MAX_HEAP_LOG_BYTES
            && bytes(volume, volume.layout().manifests()) <= MAX_HEAP_MANIFEST_BYTES
            && bytes(volume, volume.layout().checkpoints()) <= MAX_HEAP_MANIFEST_BYTES;
    if (small) {
      return new ScratchIndex(new HeapIndex(families), null);
    }
    Path directory = Scratch.fresh();
    return new ScratchIndex(
        RocksIndex.openScratch(directory, families), new RocksDirectory(directory, families));
  }

  private static long bytes(VolumeFiles volume, Path directory) throws IOException {
    long sum = 0;
    for (Path file : volume.disk().list(directory)) {
      sum += bytes(volume.disk(), file);
    }
    return sum;
  }

  private static long bytes(Disk disk, Path file) throws IOException {
    try {
      return disk.allocatedBytes(file);
    } catch (NoSuchFileException _) {
      return 0; // Gone since it was listed.
    }
  }

  /** The rows. */
  public Index index() {
    return index;
  }

  @Override
  public void close() throws IOException {
    index.close();
    if (store != null) {
      store.delete();
    }
  }
}
