package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.Draft;
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

  /** A file was made, where nothing is by then. */
  record Made(ManifestPath path, RegularFile content) implements ServerChange {}

  /** A file that stays in its place has other content. */
  record Modified(ManifestPath path, RegularFile content) implements ServerChange {}

  /**
   * What turns {@code base} into {@code server}, in an order in which each can be done alone: first
   * all removals, what is in a directory before the directory, then the rest in the order of paths,
   * so a directory before what is in it. A path may be removed and then made again as the other
   * kind. What has the same content is left out, whatever its locators. Journals count on the
   * order.
   */
  static List<ServerChange> between(ManifestPaths base, ManifestPaths server) throws IOException {
    return Comparison.of(base, server);
  }

  /** {@code base} with the first of the changes that lead from it to somewhere. */
  static Directory done(Directory base, List<ServerChange> first) {
    Draft draft = new Draft(base);
    for (ServerChange change : first) {
      switch (change) {
        case Removed(var path) -> draft.remove(path);
        case MadeDirectory(var path) -> draft.makeDirectory(path);
        case Made(var path, var content) -> draft.put(path, content);
        case Modified(var path, var content) -> draft.put(path, content);
      }
    }
    return draft.tree();
  }
}
