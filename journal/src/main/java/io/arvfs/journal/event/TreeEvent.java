package io.arvfs.journal.event;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of names, attributes or bytes.
 *
 * <p>Offsets and lengths are bytes. What a user did has plain names; what came from the server says
 * <em>Adopted</em>, changes the agreed base together with the tree, and owes nobody anything.
 */
public sealed interface TreeEvent extends Event {

  /** {@code ino} became an empty regular file in {@code parent}. */
  record FileCreated(Ino ino, Ino parent, Name name, Attributes attributes) implements TreeEvent {}

  /** {@code ino} became an empty directory in {@code parent}. */
  record DirectoryMade(Ino ino, Ino parent, Name name, Attributes attributes)
      implements TreeEvent {}

  /**
   * The bytes of {@code data} now stand at {@code offset} in the file; a gap after the old end of
   * file reads as zeros. After a power cut an unforced entry may name bytes that never arrived;
   * their CRC tells.
   */
  record BytesWritten(Ino ino, long offset, SegmentRange data) implements TreeEvent {

    /**
     * @throws IllegalArgumentException if {@code offset} is negative or the end passes 2^63 - 1
     */
    public BytesWritten {
      if (offset < 0 || offset > Long.MAX_VALUE - data.length()) {
        throw new IllegalArgumentException(data.length() + " bytes at offset " + offset);
      }
    }
  }

  /** The file is now {@code length} bytes long; what it gained reads as zeros. */
  record Truncated(Ino ino, long length) implements TreeEvent {

    /**
     * @throws IllegalArgumentException if {@code length} is negative
     */
    public Truncated {
      if (length < 0) {
        throw new IllegalArgumentException("length " + length);
      }
    }
  }

  /**
   * The file is now {@code length} bytes long, which is no more than before. What stood behind that
   * nobody sees any more: what began before {@code rest}, which is behind the end, is free, what
   * begins there or later is freed by later entries, the last of which is {@link Truncated} or
   * {@link InodeDied}. Until then nothing makes the file longer.
   */
  record Shortened(Ino ino, long length, long rest) implements TreeEvent {

    /**
     * @throws IllegalArgumentException if one is negative
     */
    public Shortened {
      if (length < 0 || rest < 0) {
        throw new IllegalArgumentException("length " + length + " and a rest from " + rest);
      }
    }
  }

  /**
   * {@code ino} left {@code parent/name} and stands at {@code newParent/newName}, which was free.
   */
  record Renamed(Ino ino, Ino parent, Name name, Ino newParent, Name newName)
      implements TreeEvent {}

  /** The file has no name any more; it stays readable until {@link InodeDied}. */
  record Unlinked(Ino ino, Ino parent, Name name) implements TreeEvent {}

  /** The directory, which was empty, is gone. */
  record DirectoryRemoved(Ino ino, Ino parent, Name name) implements TreeEvent {}

  /** Nobody can reach the unlinked file any more; its bytes are free. */
  record InodeDied(Ino ino) implements TreeEvent {}

  /** Attributes and modification time were set; what is empty stayed. */
  record AttributesSet(Ino ino, Attributes attributes, Optional<Instant> modified)
      implements TreeEvent {}

  /**
   * The file at this place has the content that the manifest {@code portableDataHash} gives to the
   * same path; {@code ino} is new, or a file that was there.
   *
   * @param modified the modification time of the server's record
   */
  record FileAdopted(Ino ino, Ino parent, Name name, String portableDataHash, Instant modified)
      implements TreeEvent {}

  /** The server has this directory; {@code ino} is new. */
  record DirectoryAdopted(Ino ino, Ino parent, Name name, Instant modified) implements TreeEvent {}

  /**
   * The server removed this file or empty directory, and so it is gone here; but a file of very
   * many extents has only lost its name, and is gone with {@link InodeDied}.
   */
  record RemovalAdopted(Ino ino, Ino parent, Name name) implements TreeEvent {}
}
