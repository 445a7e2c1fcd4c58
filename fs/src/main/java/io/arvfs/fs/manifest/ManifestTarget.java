package io.arvfs.fs.manifest;

import java.io.IOException;
import java.io.OutputStream;

/** Where a manifest's text goes while it arrives. */
@FunctionalInterface
public interface ManifestTarget {

  /**
   * Begins anew: what came before was cut off. Takes the text in UTF-8, signatures included; nobody
   * need close it.
   */
  OutputStream begin() throws IOException;
}
