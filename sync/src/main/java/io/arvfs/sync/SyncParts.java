package io.arvfs.sync;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.Arvados;
import io.arvfs.sync.arvados.ClusterInfo;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.upload.BlockCache;
import io.arvfs.sync.upload.UploadLimits;
import java.nio.file.Path;

/**
 * What the sync of one collection is made of.
 *
 * @param attempts the directory for requests that may have been sent
 */
public record SyncParts(
    Arvados arvados,
    Keep keep,
    ClusterInfo cluster,
    String uuid,
    Disk disk,
    Path attempts,
    BlockCache cache,
    UploadLimits limits,
    Tasks tasks) {}
