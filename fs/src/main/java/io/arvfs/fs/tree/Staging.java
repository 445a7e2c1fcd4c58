package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.Keys;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a fresh manifest written before the entry that adopts it, so that a million paths
 * cost the writer nothing.
 *
 * <p>The order is what makes it safe. {@link #reserve}, inside the writer, takes the numbers: a
 * marker says which, and the next inode made gets one behind them. {@link #fill}, outside it,
 * writes the rows where they belong, a piece at a time; no name leads to them, since the root has
 * no inode yet. The fold of the event, inside the writer, makes the root and takes the marker away.
 * Rows come to the disk in the order in which they were written, so after a crash a marker that is
 * still there stands for every row that may be: {@link #discard} deletes them by ranges of numbers.
 */
public final class Staging {

  /** So many paths are written at once. */
  static final int PATHS_PER_BATCH = 1000;

  private static final Family MARKERS = TreeFamilies.NUMBERS;
  private static final byte MARKER = 's';
  private static final byte FILLING = 0;
  private static final byte FILLED = 1;
  private static final long NO_ROW = 0;

  private Staging() {}

  /**
   * What a marker says.
   *
   * @param before the number that the next inode would have had; 0 if no row said so
   */
  private record Marker(Ino root, byte state, long first, long end, long before) {

    static byte[] key(Ino root) {
      return ByteBuffer.allocate(1 + Long.BYTES).put(MARKER).putLong(root.value()).array();
    }

    byte[] value() {
      return ByteBuffer.allocate(1 + 3 * Long.BYTES)
          .put(state)
          .putLong(first)
          .putLong(end)
          .putLong(before)
          .array();
    }

    static Marker of(byte[] key, byte[] value) {
      ByteBuffer in = ByteBuffer.wrap(value);
      Ino root = new Ino(ByteBuffer.wrap(key).getLong(1));
      return new Marker(root, in.get(), in.getLong(), in.getLong(), in.getLong());
    }

    Marker filled() {
      return new Marker(root, FILLED, first, end, before);
    }
  }

  /**
   * Takes {@code count} numbers from {@link ManifestAdopted#firstIno} on. Inside the writer.
   *
   * @throws IllegalStateException if rows for this root are staged already
   */
  public static void reserve(Index index, ManifestAdopted event, long count) {
    byte[] key = Marker.key(event.root());
    if (index.get(MARKERS, key) != null) {
      throw new IllegalStateException("inode " + event.root() + " is being loaded");
    }
    byte[] next = index.get(TreeFamilies.NUMBERS, TreeView.NEXT_INO);
    long before = next == null ? NO_ROW : ByteBuffer.wrap(next).getLong();
    long first = event.firstIno().value();
    Batch batch = new Batch(index);
    batch.put(
        MARKERS, key, new Marker(event.root(), FILLING, first, first + count, before).value());
    if (first + count > new TreeView(index).nextIno().value()) {
      batch.put(TreeFamilies.NUMBERS, TreeView.NEXT_INO, Keys.of(first + count));
    }
    index.stage(batch);
  }

  /** Writes the rows whose numbers are reserved. Outside the writer, on one thread. */
  public static void fill(Index index, ManifestAdopted event, ManifestPaths paths)
      throws IOException {
    try (ManifestRows rows = new ManifestRows(event, paths)) {
      boolean more = true;
      while (more) {
        Batch batch = new Batch(index);
        more = rows.put(batch, PATHS_PER_BATCH);
        index.stage(batch);
      }
    }
    byte[] key = Marker.key(event.root());
    byte[] value = index.get(MARKERS, key);
    if (value == null) {
      throw new IllegalStateException("nothing is reserved for inode " + event.root());
    }
    Batch batch = new Batch(index);
    batch.put(MARKERS, key, Marker.of(key, value).filled().value());
    index.stage(batch);
  }

  /**
   * Takes the marker of rows that the event is about away; they are its rows now.
   *
   * @return the number after theirs, or empty if they are not there
   */
  static Optional<Ino> link(Batch batch, ManifestAdopted event) {
    byte[] key = Marker.key(event.root());
    byte[] value = batch.get(MARKERS, key);
    if (value == null) {
      return Optional.empty();
    }
    Marker marker = Marker.of(key, value);
    if (marker.state != FILLED || marker.first != event.firstIno().value()) {
      throw new IllegalStateException("other rows are staged for inode " + event.root());
    }
    batch.delete(MARKERS, key);
    return Optional.of(new Ino(marker.end));
  }

  /**
   * Deletes all rows that no event links. Inside the writer, while nobody fills.
   *
   * @return whether there were some
   */
  public static boolean discard(Index index) {
    List<Marker> markers = markers(index);
    for (Marker marker : markers) {
      discard(index, marker);
    }
    return !markers.isEmpty();
  }

  /** As {@link #discard(Index)}, for one root. */
  public static void discard(Index index, Ino root) {
    markers(index).stream().filter(m -> m.root.equals(root)).forEach(m -> discard(index, m));
  }

  private static List<Marker> markers(Rows rows) {
    List<Marker> markers = new ArrayList<>();
    rows.scanPrefix(
        MARKERS, new byte[] {MARKER}, (key, value) -> markers.add(Marker.of(key, value)));
    return markers;
  }

  /** The marker goes last: what a crash leaves of the work is then done again. */
  private static void discard(Index index, Marker marker) {
    long root = marker.root.value();
    for (Family family : List.of(TreeFamilies.DENTRIES, TreeFamilies.CHILDREN)) {
      index.deleteRange(family, Keys.of(root), Keys.of(root + 1));
      index.deleteRange(family, Keys.of(marker.first), Keys.of(marker.end));
    }
    index.deleteRange(TreeFamilies.INODES, Keys.of(marker.first), Keys.of(marker.end));
    index.deleteRange(TreeFamilies.EXTENTS, Keys.of(marker.first), Keys.of(marker.end));
    Batch batch = new Batch(index);
    byte[] next = index.get(TreeFamilies.NUMBERS, TreeView.NEXT_INO);
    if (next != null && ByteBuffer.wrap(next).getLong() == marker.end) {
      restore(batch, marker.before);
    }
    batch.delete(MARKERS, Marker.key(marker.root));
    index.stage(batch);
  }

  /** Nobody took a number meanwhile: as if nothing had been reserved. */
  private static void restore(Batch batch, long before) {
    if (before == NO_ROW) {
      batch.delete(TreeFamilies.NUMBERS, TreeView.NEXT_INO);
    } else {
      batch.put(TreeFamilies.NUMBERS, TreeView.NEXT_INO, Keys.of(before));
    }
  }
}
