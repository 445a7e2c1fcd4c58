package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.RefusedException.SERVER_ERROR;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.StreamKeys;
import io.arvfs.fs.sort.RowSort;
import io.arvfs.fs.sort.WholePieces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the sources of one origin out of its text, as rows for where they go. Used once, by one
 * thread.
 */
final class Copying implements ManifestSink {

  private static final byte[] DIRECTORY = {};

  private final RowSort rows;
  private final int origin;
  private final Map<String, List<ManifestPath>> targets = new HashMap<>();
  private final Set<String> missing = new HashSet<>();

  /** The sources that the directory told last is or is below, and where it goes for them. */
  private List<byte[]> places = List.of();

  private byte[] directory = PathKeys.ROOT;

  /**
   * @param origin as {@link Equality} counts them
   * @param copies source to targets
   */
  Copying(RowSort rows, int origin, Map<ManifestPath, List<ManifestPath>> copies)
      throws IOException {
    this.rows = rows;
    this.origin = origin;
    copies.forEach((source, to) -> targets.put(Targets.key(source), to));
    missing.addAll(targets.keySet());
    enter(PathKeys.ROOT);
    addDirectories();
  }

  @Override
  public void directory(byte[] key, int line) throws IOException {
    enter(key);
    addDirectories();
  }

  private void enter(byte[] key) {
    directory = key;
    List<byte[]> found = new ArrayList<>();
    byte[] at = key;
    boolean more = true;
    while (more) {
      for (ManifestPath target : targets.getOrDefault(Targets.key(at), List.of())) {
        found.add(place(target, key, at.length));
      }
      more = at.length > 0;
      at = PathKeys.parent(at);
    }
    places = found;
  }

  /** Where what stands at {@code key}, which begins with a source, goes. */
  private static byte[] place(ManifestPath target, byte[] key, int sourceLength) {
    byte[] to = PathKeys.of(target);
    if (key.length == sourceLength) {
      return to;
    }
    int from = sourceLength == 0 ? 0 : sourceLength + 1;
    return PathKeys.child(to, Arrays.copyOfRange(key, from, key.length));
  }

  private void addDirectories() throws IOException {
    missing.remove(Targets.key(directory));
    for (byte[] place : places) {
      if (place.length > 0) {
        rows.add(StreamKeys.directory(place), DIRECTORY);
      }
    }
  }

  @Override
  public void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException {
    byte[] parent = PathKeys.parent(key);
    if (!Arrays.equals(parent, directory)) {
      enter(parent);
    }
    for (byte[] place : places) {
      add(PathKeys.child(place, Arrays.copyOfRange(key, nameStart(parent), key.length)), pieces);
    }
    String source = Targets.key(key);
    List<ManifestPath> exactly = targets.get(source);
    if (exactly != null) {
      missing.remove(source);
      for (ManifestPath target : exactly) {
        if (target.isRoot()) {
          throw new RefusedException(SERVER_ERROR, "nothing can be put at " + target);
        }
        add(PathKeys.of(target), pieces);
      }
    }
  }

  private static int nameStart(byte[] parent) {
    return parent.length == 0 ? 0 : parent.length + 1;
  }

  private void add(byte[] path, List<Piece> pieces) throws IOException {
    byte[] encoded = WholePieces.encode(pieces);
    rows.add(
        StreamKeys.file(path),
        ByteBuffer.allocate(1 + encoded.length).put((byte) origin).put(encoded).array());
  }

  /** A source that was not there; to be asked after the end. */
  Optional<String> missing() {
    return missing.stream().findFirst().map(key -> key.replace('\0', '/'));
  }
}
