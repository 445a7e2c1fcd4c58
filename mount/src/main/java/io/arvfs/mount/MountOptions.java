package io.arvfs.mount;

import io.arvfs.mount.fuse.Access;
import io.arvfs.sync.arvados.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a user wants mounted, and how.
 *
 * @param uuid of the collection
 * @param readWrite whether it may be changed
 * @param stateDirectory in place of the places that are looked at
 * @param environment of the process, for the places that are looked at
 */
public record MountOptions(
    Settings settings,
    String uuid,
    Path mountPoint,
    boolean readWrite,
    Access access,
    Optional<Path> stateDirectory,
    Map<String, String> environment) {

  public MountOptions {
    environment = Map.copyOf(environment);
  }
}
