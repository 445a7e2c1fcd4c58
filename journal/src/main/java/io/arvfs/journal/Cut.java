package io.arvfs.journal;

import io.arvfs.journal.event.Position;
import java.nio.file.Path;

/**
 * Where a start ended a journal whose last entries were never durable: what a power cut may take.
 *
 * @param position the first entry that is gone
 * @param file in which it was looked for
 * @param offset where in that file
 * @param reason why it is not believed
 * @param validFrames the frames from there on that are valid in themselves, and are dead now
 */
record Cut(Position position, Path file, long offset, Reason reason, long validFrames) {

  /** Why an entry is not believed. */
  enum Reason {
    /** Its frame is not there, though later ones are. */
    FRAME_MISSING,
    /** Its frame is there, but not all bytes it names. */
    BYTES_MISSING
  }

  @Override
  public String toString() {
    String why =
        switch (reason) {
          case FRAME_MISSING -> "its frame is missing";
          case BYTES_MISSING -> "its bytes did not arrive";
        };
    return "cut before position %s (%s, offset %d): %s; %d valid frames stood behind"
        .formatted(position, file, offset, why, validFrames);
  }
}
