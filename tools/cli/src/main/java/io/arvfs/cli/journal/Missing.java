package io.arvfs.cli.journal;

/**
 * Bytes of a file that are not at hand.
 *
 * @param path below the root
 * @param offset in the file
 * @param far whether they are in Keep and were not fetched; else they are lost
 * @param why what stands in the way
 */
public record Missing(String path, long offset, long length, boolean far, String why) {

  /** Whether {@code next} are the bytes behind these, missing for the same reason. */
  boolean isFollowedBy(Missing next) {
    return next.path.equals(path)
        && next.offset == offset + length
        && next.far == far
        && next.why.equals(why);
  }

  /** These and those of {@code next}, which follows. */
  Missing with(Missing next) {
    return new Missing(path, offset, length + next.length, far, why);
  }

  /** The line that tells of it. */
  public String line() {
    return "%s: %d bytes at offset %d %s".formatted(EntryLines.path(path), length, offset, why);
  }
}
