package io.arvfs.fs.sort;

import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.StreamKeys;
import io.arvfs.fs.manifest.StreamSink;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings what a manifest says into the order in which the server would write it. Used once, by one
 * thread.
 */
public final class StreamSorter implements ManifestSink, Closeable {

  private static final byte[] DIRECTORY = {};

  private final RowSort rows;

  /** Closing this closes {@code rows}. */
  public StreamSorter(RowSort rows) {
    this.rows = rows;
  }

  @Override
  public void directory(byte[] key, int line) throws IOException {
    rows.add(StreamKeys.directory(key), DIRECTORY);
  }

  @Override
  public void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException {
    rows.add(StreamKeys.file(key), WholePieces.encode(pieces));
  }

  /** Hands all of it on, each path once. */
  public void tell(StreamSink sink) throws IOException {
    WholePieces codec = new WholePieces();
    try (RowSort.Cursor cursor = rows.cursor()) {
      RowSort.Row row = cursor.next();
      while (row != null) {
        byte[] key = row.key();
        List<Piece> pieces = new ArrayList<>();
        while (row != null && Arrays.equals(key, row.key())) {
          codec.decode(row.value(), 0, pieces);
          row = cursor.next();
        }
        if (StreamKeys.isDirectory(key)) {
          sink.directory(key);
        } else {
          sink.file(key, pieces);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
