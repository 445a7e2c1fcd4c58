package io.arvfs.journal.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A newer version of the program wrote this checkpoint, in a format that this one cannot read. */
public final class NewerCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  NewerCheckpointException(Path file, int format) {
    super(
        "the checkpoint %s has format %d, this program reads up to %d: use the newer arv-fs"
            .formatted(file, format, CheckpointFormat.VERSION));
  }
}
