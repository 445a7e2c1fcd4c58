package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestPath;
import java.util.Collection;
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

  /**
   * Whether a source is the collection itself. Such a step applied twice may destroy data, so it is
   * never sent without an asserted hash.
   */
  public boolean usesCurrent() {
    Collection<String> sources = request.replaceFiles().values();
    return sources.stream().anyMatch(source -> source.startsWith(Application.CURRENT));
  }
}
