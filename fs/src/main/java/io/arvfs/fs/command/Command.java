package io.arvfs.fs.command;

import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.SegmentRange;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user asks of a volume. Parents and inodes are named by number; one that is gone by the
 * time of the decision is a refusal, never a surprise.
 */
public sealed interface Command {

  record CreateFile(Ino parent, Name name, Attributes attributes) implements Command {}

  record MakeDirectory(Ino parent, Name name, Attributes attributes) implements Command {}

  /**
   * Bytes that already stand in a segment become content.
   *
   * @param offset where in the file; ignored if {@code append}
   * @param append whether they go to the end, wherever that is
   */
  record WriteBytes(Ino ino, long offset, boolean append, SegmentRange data) implements Command {}

  record Truncate(Ino ino, long length) implements Command {}

  /**
   * A name becomes another.
   *
   * @param replace whether what stands at the new place makes room
   */
  record Rename(Ino parent, Name name, Ino newParent, Name newName, boolean replace)
      implements Command {}

  record Unlink(Ino parent, Name name) implements Command {}

  record RemoveDirectory(Ino parent, Name name) implements Command {}

  /** What is empty stays. */
  record SetAttributes(
      Ino ino, OptionalInt mode, OptionalInt uid, OptionalInt gid, Optional<Instant> modified)
      implements Command {}

  /**
   * Something of what nobody sees any more of this file goes: of what was cut off it, or of all of
   * it if it has no name and the last handle was closed.
   */
  record Bury(Ino ino) implements Command {}
}
