package io.arvfs.journal;

import io.arvfs.journal.log.Damage;
import java.io.IOException;

/**
 * Something that was durable cannot be read any more. The journal is not opened for writing, so
 * that what is left can be looked at and saved.
 */
public final class DamagedJournalException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedJournalException(Damage damage) {
    super(
        "the journal is damaged at position %s: %s, offset %d; %d later entries are readable"
                .formatted(
                    damage.position(), damage.file(), damage.offset(), damage.validFramesBehind())
            + "; look at it with arv-fs-journal inspect");
  }
}
