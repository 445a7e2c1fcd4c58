package io.arvfs.journal.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A newer version of the program wrote this file of a log, in a format that this one cannot read.
 */
public final class NewerLogException extends IOException {

  private static final long serialVersionUID = 1L;

  NewerLogException(Path file, int format) {
    super(
        "the log file %s has format %d, this program reads format %d: use the newer arv-fs"
            .formatted(file, format, FrameCodec.FORMAT));
  }
}
