package io.arvfs.journal.log;

/**
 * Sizes of the log's files.
 *
 * @param fileBytes a new file is begun when a frame would pass this; at least 4 KiB
 * @param reserveBytes disk space taken ahead of the frames at a time; at least 4 KiB
 */
public record LogOptions(long fileBytes, long reserveBytes) {

  /** 64 MiB a file, 2 MiB ahead. */
  public static final LogOptions DEFAULT = new LogOptions(64L << 20, 2L << 20);

  private static final long LEAST_BYTES = 4 << 10;

  /**
   * @throws IllegalArgumentException if a size is too small
   */
  public LogOptions {
    if (fileBytes < LEAST_BYTES || reserveBytes < LEAST_BYTES) {
      throw new IllegalArgumentException("files of " + fileBytes + ", " + reserveBytes + " ahead");
    }
  }
}
