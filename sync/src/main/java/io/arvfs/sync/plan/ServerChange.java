package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.RegularFile;
import java.io.IOException;
import java.util.List;

/** One thing that somebody else did to a path of a collection. */
public sealed interface ServerChange {

  /** Where it was done. */
  ManifestPath path();

  /** A file, or a directory that is empty by then, is gone. */
  record Removed(ManifestPath path) implements ServerChange {}

  /** A directory was made, in a directory that is there by then. */
  record MadeDirectory(ManifestPath path) implements ServerChange {}

  /** A file was made, or one that stays in its place has other content. */
  record Put(ManifestPath path, RegularFile content) implements ServerChange {}

  /**
   * What turns {@code base} into {@code server}, in an order in which each can be done alone: first
   * all removals, what is in a directory before the directory, then the rest in the order of paths,
   * so a directory before what is in it. A path may be removed and then made again as the other
   * kind. What has the same content is left out, whatever its locators.
   */
  static List<ServerChange> between(ManifestPaths base, ManifestPaths server) throws IOException {
    return Comparison.of(base, server);
  }
}
