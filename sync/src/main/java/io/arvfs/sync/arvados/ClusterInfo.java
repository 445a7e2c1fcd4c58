package io.arvfs.sync.arvados;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster says about itself in its discovery document and exported configuration. A member
 * the server does not mention has the server's own default.
 *
 * @param clusterId the five characters every uuid of this cluster starts with
 * @param revision date of the API, {@code YYYYMMDD}, comparable as text
 * @param blobSigning whether locators carry signatures
 * @param blobSignatureTtl how long a new signature lasts
 * @param preserveVersionIfIdle age from which an update keeps the old version unasked; negative
 *     means never
 * @param requestTimeout how long the server itself works on one request
 * @param maxBlockSize the most bytes of one block
 * @param defaultStorageClasses what a block is asked to be kept as; empty if the server says
 *     nothing
 * @param forwardSlashSubstitution what stands for {@code /} in names; empty if nothing does
 */
public record ClusterInfo(
    String clusterId,
    String revision,
    boolean blobSigning,
    Duration blobSignatureTtl,
    boolean collectionVersioning,
    Duration preserveVersionIfIdle,
    Duration requestTimeout,
    int defaultReplication,
    int maxBlockSize,
    List<String> defaultStorageClasses,
    String forwardSlashSubstitution,
    Optional<URI> websocket,
    Optional<URI> keepWeb) {

  /** The first revision whose {@code replace_files} knows all sources (3.0). */
  private static final String REPLACE_FILES_REVISION = "20240627";

  public ClusterInfo {
    defaultStorageClasses = List.copyOf(defaultStorageClasses);
  }

  /** Whether {@code replace_files} takes {@code current/} and {@code manifest_text/} sources. */
  public boolean canReplaceFiles() {
    return revision.compareTo(REPLACE_FILES_REVISION) >= 0;
  }

  /** Whether the uuid belongs to this cluster; the others' collections are read-only here. */
  public boolean isHomeOf(String uuid) {
    return uuid.startsWith(clusterId + "-");
  }
}
