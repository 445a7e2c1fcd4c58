package io.arvfs.fs.manifest;

import java.io.IOException;
import java.io.Serial;

/**
 * A manifest's text that spells no tree. The server cannot load it either, so every {@code
 * replace_files} on it fails; its collection is for looking at, if that.
 */
public final class UnloadableManifestException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final String reason;

  /** A text whose {@code line}, from 1, makes it spell no tree. */
  public UnloadableManifestException(int line, String reason) {
    super("line " + line + ": " + reason);
    this.line = line;
    this.reason = reason;
  }

  /** The line of the manifest, from 1. */
  public int line() {
    return line;
  }

  /** What is wrong with it. */
  public String reason() {
    return reason;
  }
}
