package io.arvfs.fs.manifest;

import java.util.Optional;

/**
 * A path of a manifest and what stands there.
 *
 * @param key as {@link PathKeys} spells it; never the root's
 * @param file empty for a directory; its pieces hold bytes, neighbours in one block are one
 */
@SuppressWarnings("ArrayRecordComponent") // Rows are read by the million and never compared.
public record PathRow(byte[] key, Optional<RegularFile> file) {

  public boolean isDirectory() {
    return file.isEmpty();
  }
}
