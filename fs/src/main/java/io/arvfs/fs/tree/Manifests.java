package io.arvfs.fs.tree;

import io.arvfs.fs.manifest.Directory;

/** The trees of manifest texts that the volume keeps. */
@FunctionalInterface
public interface Manifests {

  /**
   * The tree of the kept text with this portable data hash.
   *
   * @throws java.io.UncheckedIOException if it is missing or damaged
   */
  Directory tree(String portableDataHash);
}
