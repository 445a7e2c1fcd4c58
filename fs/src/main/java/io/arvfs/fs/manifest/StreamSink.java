package io.arvfs.fs.manifest;

import java.io.IOException;
import java.util.List;

/**
 * Hears what a manifest says, each path once, in the order in which the server writes it. Paths are
 * {@link StreamKeys}.
 */
public interface StreamSink {

  /** A directory, the root excepted. */
  void directory(byte[] key) throws IOException;

  /** A file with all its pieces, those without bytes included. */
  void file(byte[] key, List<Piece> pieces) throws IOException;
}
