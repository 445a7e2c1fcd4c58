package io.arvfs.fs;

import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import java.util.Optional;

/**
 * What a volume is made of.
 *
 * @param index stands at an entry of {@code journal}; the volume closes both
 * @param attributes of directories that come from the server
 * @param keeping how its past is kept short; empty: the log is kept from its beginning
 */
public record VolumeParts(
    Journal journal,
    Index index,
    Folding folding,
    ManifestFiles manifests,
    TreeSource trees,
    BlockSource blocks,
    Attributes attributes,
    Tasks tasks,
    Optional<Keeping> keeping) {

  /** Of a volume that keeps its whole log. */
  public VolumeParts(
      Journal journal,
      Index index,
      Folding folding,
      ManifestFiles manifests,
      TreeSource trees,
      BlockSource blocks,
      Attributes attributes,
      Tasks tasks) {
    this(journal, index, folding, manifests, trees, blocks, attributes, tasks, Optional.empty());
  }

  /** As this, with {@code other} around its index. */
  VolumeParts with(Index other) {
    return new VolumeParts(
        journal, other, folding, manifests, trees, blocks, attributes, tasks, keeping);
  }

  /** As this, keeping its past short. */
  public VolumeParts with(Keeping how) {
    return new VolumeParts(
        journal, index, folding, manifests, trees, blocks, attributes, tasks, Optional.of(how));
  }
}
