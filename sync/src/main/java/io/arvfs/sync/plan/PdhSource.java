package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestText;
import java.util.Optional;

/**
 * A collection that a request takes from by its portable data hash.
 *
 * @param expirySeconds the expiry, in Unix seconds, with which the server signs it for the request;
 *     usually nobody knows, and a prediction that depends on it is then uncertain
 */
public record PdhSource(ManifestText manifest, Optional<Long> expirySeconds) {

  /** A source of which only the text is known. */
  public static PdhSource of(ManifestText manifest) {
    return new PdhSource(manifest, Optional.empty());
  }
}
