package io.arvfs.fs.tree;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.time.Instant;
import java.util.Optional;

/**
 * A file or a directory as it is now.
 *
 * @param size bytes; 0 for a directory
 * @param modified when content changed last (mtime)
 * @param changed when anything changed last (ctime)
 * @param place where it stands; empty for the root and for a file without a name
 */
public record Inode(
    Ino ino,
    Kind kind,
    Attributes attributes,
    long size,
    Instant modified,
    Instant changed,
    Optional<Place> place) {

  /** No file is longer: a million blocks, which one manifest can carry. */
  public static final long MAX_BYTES = 1L << 46;

  /** What an inode can be. */
  public enum Kind {
    FILE,
    DIRECTORY
  }

  /** A name in a directory. */
  public record Place(Ino parent, Name name) {}

  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  Inode at(Optional<Place> newPlace, Instant when) {
    return new Inode(ino, kind, attributes, size, modified, when, newPlace);
  }

  Inode sized(long newSize, Instant when) {
    return new Inode(ino, kind, attributes, newSize, when, when, place);
  }

  Inode touched(Instant when) {
    return new Inode(ino, kind, attributes, size, when, when, place);
  }

  Inode with(Attributes newAttributes, Optional<Instant> newModified, Instant when) {
    return new Inode(ino, kind, newAttributes, size, newModified.orElse(modified), when, place);
  }
}
