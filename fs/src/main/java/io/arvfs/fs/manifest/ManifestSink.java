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

  /** Tells {@code first}, then {@code second}. */
  static ManifestSink both(ManifestSink first, ManifestSink second) {
    return new ManifestSink() {
      @Override
      public void directory(byte[] key, int line) throws IOException {
        first.directory(key, line);
        second.directory(key, line);
      }

      @Override
      public void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException {
        first.file(key, pieces, length, line);
        second.file(key, pieces, length, line);
      }
    };
  }
}
