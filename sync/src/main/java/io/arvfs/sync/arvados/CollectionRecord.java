package io.arvfs.sync.arvados;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row of the server's collections, a current or a past version, without its manifest. Times
 * that the server left out are {@link Instant#EPOCH}.
 *
 * @param currentVersionUuid equal to {@code uuid} on a current version
 * @param portableDataHash {@code md5+size} of the stored manifest
 * @param trashAt when it stops being readable; past and not {@code trashed} means that the sweep
 *     has not come by yet
 * @param replicationDesired copies of each block; empty means the cluster's default
 */
public record CollectionRecord(
    String uuid,
    String ownerUuid,
    String name,
    long version,
    String currentVersionUuid,
    String portableDataHash,
    Instant createdAt,
    Instant modifiedAt,
    Optional<Instant> trashAt,
    boolean trashed,
    OptionalInt replicationDesired,
    List<String> storageClassesDesired) {

  public CollectionRecord {
    storageClassesDesired = List.copyOf(storageClassesDesired);
  }

  /** Whether updates may go to it at all: past versions take none. */
  public boolean isCurrentVersion() {
    return uuid.equals(currentVersionUuid);
  }

  /** Uuid, version and hash. */
  @Override
  public String toString() {
    return "collection " + uuid + " version " + version + " " + portableDataHash;
  }
}
