package io.arvfs.minicluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What a new cluster is made with. A store that holds a cluster already keeps its own identity;
 * then only {@code realistic} counts.
 *
 * <p>{@code seed} decides uuids, tokens and every order left to chance. {@code key} and {@code
 * userToken} replace the ones the seed would give, for vectors that name them.
 */
public record ClusterSettings(
    long seed, boolean realistic, Optional<String> key, Optional<String> userToken) {

  static final String CLUSTER_ID = "zzzzz";
  static final Duration SIGNATURE_TTL = Duration.ofDays(14);
  static final Duration TRASH_LIFETIME = Duration.ofDays(14);
  static final int MAX_ITEMS = 1000;
  static final int DEFAULT_ITEMS = 100;
  static final long MAX_REQUEST_BYTES = 128L << 20;
  static final int MAX_BLOCK_BYTES = 64 << 20;
  static final int REPLICATION = 2;
  static final String REVISION = "20250402";

  /** Everything as the seed gives it, answers at once. */
  public static ClusterSettings ofSeed(long seed) {
    return new ClusterSettings(seed, false, Optional.empty(), Optional.empty());
  }
}
