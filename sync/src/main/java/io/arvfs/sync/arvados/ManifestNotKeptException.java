package io.arvfs.sync.arvados;

import java.io.IOException;
import java.io.Serial;

/** A manifest arrived and there was no keeping it here; asking again would change nothing. */
public final class ManifestNotKeptException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  ManifestNotKeptException(IOException cause) {
    super("a manifest cannot be kept: " + cause.getMessage(), cause);
  }
}
