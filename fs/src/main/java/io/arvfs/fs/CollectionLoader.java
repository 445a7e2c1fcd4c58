package io.arvfs.fs;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.tree.Staging;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a collection that the volume does not know into it. The manifest goes to a file as it
 * arrives, from there in order into rows outside the writer, and one event links them; see {@link
 * Staging}. Thread-safe; one loads at a time, who comes meanwhile waits.
 */
final class CollectionLoader {

  /** With more paths than this the rows go to the disk at once: a start would make them again. */
  private static final long FLUSH_ABOVE = 10_000;

  private final Volume volume;
  private final VolumeParts parts;
  private final Index index;
  private final Tasks.Monitor turn;
  private boolean busy;

  CollectionLoader(Volume volume, VolumeParts parts) {
    this.volume = volume;
    this.parts = parts;
    this.index = parts.index();
    this.turn = parts.tasks().monitor();
  }

  private boolean isLoaded(Ino root) {
    return new TreeView(index).inode(root).isPresent();
  }

  /**
   * Returns when the collection at {@code root} is loaded.
   *
   * @throws IOException if it cannot be had; nothing of it is there then
   */
  void load(Ino root) throws IOException {
    if (isLoaded(root)) {
      return;
    }
    takeTurn();
    try {
      if (!isLoaded(root)) {
        adopt(root);
      }
    } finally {
      turn.locked(() -> busy = false);
      turn.changed();
    }
  }

  private void takeTurn() throws InterruptedIOException {
    try {
      turn.awaitUntil(
          () -> {
            boolean mine = !busy;
            busy = true;
            return mine;
          });
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while a collection was loaded");
    }
  }

  private void adopt(Ino root) throws IOException {
    Loaded loaded = fetch(root);
    ManifestPaths paths = parts.manifests().paths(loaded.state().portableDataHash());
    ManifestAdopted event = reserve(root, loaded, paths.count());
    boolean linked = false;
    try {
      Staging.fill(index, event, paths);
      volume.record(event);
      linked = true;
    } finally {
      if (!linked) {
        giveUp(root);
      }
      parts.manifests().forget();
    }
    if (paths.count() > FLUSH_ABOVE) {
      volume.force(volume.appended());
      index.flush();
    }
  }

  private Loaded fetch(Ino root) throws IOException {
    try (ManifestFiles.Arrival text = parts.manifests().arrive(_ -> {})) {
      Loaded loaded = parts.trees().load(root, text);
      String hash = text.keep();
      if (!hash.equals(loaded.state().portableDataHash())) {
        throw new IOException(
            "the manifest of %s hashes to %s, and the server says %s"
                .formatted(loaded.uuid(), hash, loaded.state().portableDataHash()));
      }
      return loaded;
    }
  }

  private ManifestAdopted reserve(Ino root, Loaded loaded, long count) throws IOException {
    List<ManifestAdopted> event = new ArrayList<>();
    volume.record(
        rows -> {
          Ino first = new TreeView(rows).nextIno();
          event.add(
              new ManifestAdopted(root, loaded.uuid(), loaded.state(), first, parts.attributes()));
          Staging.reserve(index, event.getFirst(), count);
          return List.of();
        });
    return event.getFirst();
  }

  /** In a volume that changes nothing more, the next start does this. */
  private void giveUp(Ino root) throws IOException {
    Optional<Throwable> poison = volume.poison();
    if (poison.isEmpty()) {
      volume.record(
          _ -> {
            Staging.discard(index, root);
            return List.of();
          });
    }
  }
}
