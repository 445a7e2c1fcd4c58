package io.arvfs.journal.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint is not what was written: another one, or the log, has to do. */
public final class DamagedCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(Path file, long offset, String what) {
    super("the checkpoint %s is damaged at offset %d: %s".formatted(file, offset, what));
  }
}
