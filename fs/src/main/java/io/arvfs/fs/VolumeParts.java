package io.arvfs.fs;

import io.arvfs.fs.read.BlockSource;
import io.arvfs.fs.view.TreeSource;
import io.arvfs.journal.Journal;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;

/**
 * What a volume is made of.
 *
 * @param index stands at an entry of {@code journal}; the volume closes both
 * @param attributes of directories that come from the server
 */
public record VolumeParts(
    Journal journal,
    Index index,
    Folding folding,
    ManifestFiles manifests,
    TreeSource trees,
    BlockSource blocks,
    Attributes attributes,
    Tasks tasks) {}
