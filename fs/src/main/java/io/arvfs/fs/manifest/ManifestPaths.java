package io.arvfs.fs.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The paths of one manifest, each once, in the order of their keys. Thread-safe. */
public interface ManifestPaths {

  /** How many there are; the root is none. */
  long count();

  /** A walk over all of them. */
  Walk walk() throws IOException;

  /** What stands at {@code key}. */
  Optional<PathRow> find(byte[] key) throws IOException;

  /** The rows one after the other. Confined to one thread. */
  interface Walk extends Closeable {

    /** The next row, or null after the last. */
    @Nullable PathRow next() throws IOException;
  }

  /** The paths of a tree in memory. */
  static ManifestPaths of(Directory tree) {
    return new TreePaths(tree);
  }
}
