package io.arvfs.fs.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands on a text that is in the order in which the server writes, a file's parts together. Throws
 * {@link OutOfOrderException} at what is not. Confined to one thread.
 */
public final class StreamOrder implements ManifestSink {

  private final StreamSink sink;
  private byte[] last = StreamKeys.ROOT;
  private byte[] lastPath = PathKeys.ROOT;
  private byte[] parentPath = PathKeys.ROOT;
  private byte[] parent = StreamKeys.ROOT;
  private @Nullable List<Piece> pieces;

  /** For a text that is about to be told from its beginning. */
  public StreamOrder(StreamSink sink) {
    this.sink = sink;
  }

  @Override
  public void directory(byte[] path, int line) throws IOException {
    end();
    byte[] key = StreamKeys.directory(path);
    if (!Arrays.equals(key, last)) {
      advance(key, line);
      sink.directory(key);
    }
    parentPath = path;
    parent = key;
  }

  @Override
  public void file(byte[] path, List<Piece> told, long length, int line) throws IOException {
    List<Piece> open = pieces;
    if (open != null && Arrays.equals(path, lastPath)) {
      open.addAll(told);
      return;
    }
    end();
    advance(key(path), line);
    lastPath = path;
    pieces = new ArrayList<>(told);
  }

  private byte[] key(byte[] path) {
    int nameStart = PathKeys.nameStart(path);
    int parentLength = Math.max(0, nameStart - 1);
    if (parentPath.length != parentLength
        || !Arrays.equals(path, 0, parentLength, parentPath, 0, parentLength)) {
      parentPath = Arrays.copyOf(path, parentLength);
      parent = StreamKeys.directory(parentPath);
    }
    return StreamKeys.fileIn(parent, Arrays.copyOfRange(path, nameStart, path.length));
  }

  private void advance(byte[] key, int line) throws OutOfOrderException {
    if (Arrays.compareUnsigned(key, last) <= 0) {
      throw new OutOfOrderException(line);
    }
    last = key;
  }

  /** Hands on the last file; to be called after the end. */
  public void end() throws IOException {
    List<Piece> whole = pieces;
    if (whole != null) {
      pieces = null;
      sink.file(last, whole);
    }
  }
}
