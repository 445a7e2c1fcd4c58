package io.arvfs.mount;

import io.arvfs.fs.History;
import io.arvfs.mount.fuse.Access;
import io.arvfs.sync.arvados.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a user wants mounted, and how.
 *
 * @param uuid of the collection
 * @param readWrite whether it may be changed
 * @param stateDirectory in place of the places that are looked at
 * @param environment of the process, for the places that are looked at
 * @param journalBytes what the volume may take of the disk; empty: a tenth of the file system, at
 *     most 32 GiB
 * @param syncInterval how long after it was made a change may not be on the disk yet
 * @param history what of the past is kept that nobody needs any more
 */
public record MountOptions(
    Settings settings,
    String uuid,
    Path mountPoint,
    boolean readWrite,
    Access access,
    Optional<Path> stateDirectory,
    Map<String, String> environment,
    OptionalLong journalBytes,
    Duration syncInterval,
    History history) {

  public MountOptions {
    environment = Map.copyOf(environment);
  }
}
