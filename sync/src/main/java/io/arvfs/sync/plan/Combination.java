package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import java.util.List;

/**
 * What comes of changes here and changes on the server since the same base: both, as long as no
 * path was changed on both sides to something different. Nothing is merged and nothing is
 * overwritten; where a side would lose something, the answer is a conflict.
 */
public sealed interface Combination {

  /** Both sides' changes fit together. Subtrees that are as on the server are shared with it. */
  record Combined(Directory target) implements Combination {}

  /** They do not; at least one conflict, in the order of paths, none below another. */
  record Conflicted(List<Conflict> conflicts) implements Combination {

    public Conflicted {
      conflicts = List.copyOf(conflicts);
    }
  }

  /** A path on which the sides disagree, and how. */
  record Conflict(ManifestPath path, Reason reason) {

    /** What the two sides did. */
    public enum Reason {
      /** Both changed a file, differently. */
      BOTH_CHANGED,
      /** Both made a file of this name, with different content. */
      BOTH_ADDED,
      /** Removed or moved away here; on the server changed, or something in it was. */
      REMOVED_HERE,
      /** Removed or moved away on the server; here changed, or something in it was. */
      REMOVED_THERE,
      /** A directory on one side, a file on the other. */
      FILE_AND_DIRECTORY
    }
  }

  /** Combines the server's tree with the tree here. */
  static Combination of(Directory base, Directory server, Directory local) {
    return new Combining().combine(base, server, local);
  }

  /**
   * The tree here: {@code base} with the changes in it.
   *
   * @throws IllegalArgumentException if {@code changes} do not fit {@code base} or each other
   */
  static Directory local(Directory base, List<LocalChange> changes) {
    return LocalTree.of(base, changes);
  }
}
