package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestPath;
import java.util.List;

/**
 * A request that turns one tree into another.
 *
 * @param targets the paths that it writes or removes, with all below them: what somebody else
 *     changes there meanwhile leaves no trace in the predicted hash
 */
public record Step(Request request, List<ManifestPath> targets) {

  public Step {
    targets = List.copyOf(targets);
  }
}
