package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.ManifestPaths;
import java.io.IOException;

/** The manifest texts that the volume keeps, path by path. */
@FunctionalInterface
public interface Manifests {

  /**
   * The paths of the kept text with this portable data hash.
   *
   * @throws IOException if it is missing or damaged
   */
  ManifestPaths paths(String portableDataHash) throws IOException;
}
