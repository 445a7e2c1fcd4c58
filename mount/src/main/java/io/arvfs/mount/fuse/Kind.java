package io.arvfs.mount.fuse;

/** What a node is, with the bits of {@code st_mode} and {@code d_type} that say so. */
public enum Kind {
  FILE(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000);

  /** The part of {@code st_mode} that says what a node is. */
  static final int MASK = 0170000;

  private static final int TYPE_SHIFT = 12;

  private final int modeBits;

  Kind(int modeBits) {
    this.modeBits = modeBits;
  }

  int modeBits() {
    return modeBits;
  }

  /** The {@code DT_} number of a directory's entry. */
  int entryType() {
    return modeBits >> TYPE_SHIFT;
  }
}
