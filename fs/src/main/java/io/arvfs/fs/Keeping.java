package io.arvfs.fs;

import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.index.Family;
import java.util.List;

/**
 * How a volume keeps its past short: by checkpoints, up to which the log goes.
 *
 * @param families what a checkpoint holds: all that the folds fill
 * @param logBytes a checkpoint is due when the entries since the last take so many bytes, or as
 *     many as that checkpoint if those are more
 */
public record Keeping(
    Checkpoints checkpoints, List<Family> families, History history, long logBytes) {

  private static final long MOST_LOG_BYTES = 256L << 20;
  private static final int PART_OF_BOUND = 16;

  public Keeping {
    families = List.copyOf(families);
  }

  /** As often as is fit for a volume that may take {@code boundBytes} of the disk. */
  public static Keeping within(
      long boundBytes, Checkpoints checkpoints, List<Family> families, History history) {
    long logBytes = Math.min(MOST_LOG_BYTES, Math.max(1, boundBytes / PART_OF_BOUND));
    return new Keeping(checkpoints, families, history, logBytes);
  }
}
