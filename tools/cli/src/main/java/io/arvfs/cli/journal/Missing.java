package io.arvfs.cli.journal;

import java.io.IOException;

/**
 * Bytes of a file that are not at hand.
 *
 * @param path below the root
 * @param offset in the file
 * @param why what stands in the way
 */
public record Missing(String path, long offset, long length, Where where, String why) {

  /** Where bytes are that are not at hand. */
  public enum Where {
    /** In Keep, and were not fetched. */
    IN_KEEP,
    /** Nowhere: they were replaced or deleted since, and history does not keep them. */
    NOT_KEPT,
    /** Nowhere: a running mount has let them go while they were being looked for. */
    LET_GO,
    /** At hand, but not where they were to be copied to. */
    NOT_WRITTEN,
    /** Nowhere, although they should be here. */
    LOST
  }

  /** A file, or a directory with all that is in it, that could not be written. */
  static Missing notWritten(String path, long length, IOException why) {
    return new Missing(path, 0, length, Where.NOT_WRITTEN, Reason.of(why));
  }

  /** Whether {@code next} are the bytes behind these, missing for the same reason. */
  boolean isFollowedBy(Missing next) {
    return next.path.equals(path)
        && next.offset == offset + length
        && next.where == where
        && next.why.equals(why);
  }

  /** These and those of {@code next}, which follows. */
  Missing with(Missing next) {
    return new Missing(path, offset, length + next.length, where, why);
  }

  /** The line that tells of it. */
  public String line() {
    if (where == Where.NOT_WRITTEN) {
      return "%s: could not be written: %s".formatted(EntryLines.path(path), why);
    }
    return "%s: %d bytes at offset %d %s".formatted(EntryLines.path(path), length, offset, why);
  }
}
