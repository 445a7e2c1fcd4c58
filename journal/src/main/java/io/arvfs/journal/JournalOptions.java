package io.arvfs.journal;

import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The bounds of a journal.
 *
 * @param sizeBytes what everything in the volume's directory may take of the disk, in allocated
 *     blocks; empty: a tenth of the file system, at most 32 GiB
 */
public record JournalOptions(
    LogOptions log, SegmentOptions segments, FlushOptions flush, OptionalLong sizeBytes) {

  public static final JournalOptions DEFAULT =
      new JournalOptions(
          LogOptions.DEFAULT, SegmentOptions.DEFAULT, FlushOptions.DEFAULT, OptionalLong.empty());

  private static final int PARTS = 8;
  private static final long LEAST_FILE_BYTES = 1L << 20;
  private static final long LEAST_AHEAD_BYTES = 128L << 10;
  private static final int PART_OF_DISK = 10;
  private static final long MOST_BYTES = 32L << 30;

  /**
   * @throws IllegalArgumentException if the size is not positive
   */
  public JournalOptions {
    if (sizeBytes.isPresent() && sizeBytes.getAsLong() < 1) {
      throw new IllegalArgumentException("a size of " + sizeBytes.getAsLong());
    }
  }

  /** As this, with another size. */
  public JournalOptions withSize(OptionalLong bytes) {
    return new JournalOptions(log, segments, flush, bytes);
  }

  /** As this, forced by itself so often. */
  public JournalOptions withSyncInterval(Duration interval) {
    return new JournalOptions(log, segments, flush.every(interval), sizeBytes);
  }

  /** The same in a small volume: no file takes more than an eighth of {@code boundBytes}. */
  JournalOptions within(long boundBytes) {
    long most = Math.max(LEAST_FILE_BYTES, boundBytes / PARTS);
    long ahead = Math.max(LEAST_AHEAD_BYTES, boundBytes / (PARTS * PARTS));
    LogOptions smallerLog =
        new LogOptions(Math.min(log.fileBytes(), most), Math.min(log.reserveBytes(), ahead));
    SegmentOptions smallerSegments =
        new SegmentOptions(
            Math.min(segments.segmentBytes(), most), Math.min(segments.reserveBytes(), ahead));
    return new JournalOptions(smallerLog, smallerSegments, flush, sizeBytes);
  }

  /** What the volume may take of a file system with this room; never more than all of it. */
  public long boundBytes(DiskSpace space) {
    long standard = Math.min(MOST_BYTES, space.totalBytes() / PART_OF_DISK);
    return Math.min(space.totalBytes(), sizeBytes.orElse(standard));
  }
}
