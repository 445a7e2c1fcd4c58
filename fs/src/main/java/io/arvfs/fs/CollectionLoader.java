package io.arvfs.fs;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.tree.Staging;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.fs.view.TreeSource.Loaded;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a collection that the volume does not know into it. The manifest goes to a file as it
 * arrives, from there in order into rows outside the writer, and one event links them; see {@link
 * Staging}. Thread-safe; one loads at a time, who comes meanwhile waits.
 */
final class CollectionLoader {

  /** With more paths than this the rows go to the disk at once: a start would make them again. */
  private static final long FLUSH_ABOVE = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(CollectionLoader.class);

  private final Volume volume;
  private final VolumeParts parts;
  private final Index index;
  private final StoredRows stored;
  private final Tasks.Monitor turn;
  private boolean busy;

  CollectionLoader(Volume volume, VolumeParts parts, StoredRows stored) {
    this.volume = volume;
    this.parts = parts;
    this.stored = stored;
    this.index = parts.index();
    this.turn = parts.tasks().monitor();
  }

  private boolean isLoaded(Ino root) {
    return new TreeView(index).inode(root).isPresent();
  }

  /**
   * Returns when the collection at {@code root} is loaded.
   *
   * @throws OutOfSpaceException if the disk or the volume's bound has no room for it; nothing of it
   *     is there then
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
    } catch (IndexFullException e) {
      throw new OutOfSpaceException("no room for the rows of " + loaded.uuid(), e);
    } finally {
      if (!linked) {
        giveUp(root);
      }
      parts.manifests().forget();
    }
    if (paths.count() > FLUSH_ABOVE) {
      flush();
    }
  }

  /** On a full disk they stay in memory, and a start makes them again. */
  private void flush() throws IOException {
    volume.force(volume.appended());
    try {
      stored.flush();
    } catch (OutOfSpaceException e) {
      LOG.warn("the rows of a collection stay in memory: {}", e.getMessage());
    }
  }

  private Loaded fetch(Ino root) throws IOException {
    LoadingRoom room = new LoadingRoom(parts.journal().bound());
    try (ManifestFiles.Arrival text = parts.manifests().arrive(_ -> {})) {
      Loaded loaded = parts.trees().load(root, room.within(text));
      room.awaitRows();
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
    List<ManifestAdopted> made = new ArrayList<>();
    try {
      volume.record(
          rows -> {
            Staging.discard(index, root); // What an attempt on a full disk left.
            Ino first = new TreeView(rows).nextIno();
            ManifestAdopted event =
                new ManifestAdopted(root, loaded.uuid(), loaded.state(), first, parts.attributes());
            Staging.reserve(index, event, count);
            made.add(event);
            return List.of();
          });
    } catch (IndexFullException e) {
      throw new OutOfSpaceException("no room for the rows of " + loaded.uuid(), e);
    }
    return made.getFirst();
  }

  /** In a volume that changes nothing more, the next start does this. */
  private void giveUp(Ino root) throws IOException {
    Optional<Throwable> poison = volume.poison();
    if (poison.isEmpty()) {
      volume.record(_ -> discard(root));
    }
  }

  /** On a disk without room the rows stay, which nothing leads to, until the next attempt. */
  private List<Event> discard(Ino root) {
    try {
      Staging.discard(index, root);
    } catch (IndexFullException e) {
      LOG.warn("the rows of a collection that could not be loaded stay: {}", e.getMessage());
    }
    return List.of();
  }
}
