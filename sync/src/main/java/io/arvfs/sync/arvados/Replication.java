package io.arvfs.sync.arvados;

import java.util.List;
import java.util.OptionalInt;

/**
 * How well a block is to be kept.
 *
 * @param copies at least 1; empty means the cluster's default
 * @param storageClasses each with that many copies; none means the cluster's default
 */
public record Replication(OptionalInt copies, List<String> storageClasses) {

  private static final Replication CLUSTER_DEFAULT =
      new Replication(OptionalInt.empty(), List.of());

  public Replication {
    storageClasses = List.copyOf(storageClasses);
  }

  /** As the cluster keeps everything nobody said more about. */
  public static Replication clusterDefault() {
    return CLUSTER_DEFAULT;
  }

  /** As this collection's blocks are to be kept. */
  public static Replication of(CollectionRecord collection) {
    return new Replication(collection.replicationDesired(), collection.storageClassesDesired());
  }
}
