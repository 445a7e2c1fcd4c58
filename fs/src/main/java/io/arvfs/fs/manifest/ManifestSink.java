package io.arvfs.fs.manifest;

import java.io.IOException;
import java.util.List;

/**
 * Hears what a manifest says, in the order in which it stands there: a path may come again and
 * again. Paths are {@link PathKeys}. An {@link IllegalArgumentException} refuses what was heard.
 */
public interface ManifestSink {

  /** A directory stands at {@code key}; all above it were told before. */
  void directory(byte[] key, int line) throws IOException;

  /**
   * A file stands at {@code key}, in a directory that was told before; {@code pieces} come after
   * those told before.
   *
   * @param length the bytes in {@code pieces}
   */
  void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException;
}
