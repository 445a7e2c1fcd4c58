package io.arvfs.journal;

import io.arvfs.journal.log.Damage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Something that was durable cannot be read any more. The journal is not opened for writing, so
 * that what is left can be looked at and saved. The message is one line, with what to do.
 */
public final class DamagedJournalException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Damage damage;

  DamagedJournalException(Path volume, Damage damage) {
    super(
        "the journal is damaged at position %s: %s, offset %d; %d later entries are readable"
                .formatted(
                    damage.position(), damage.file(), damage.offset(), damage.validFramesBehind())
            + "; nothing is written here any more: arv-fs-journal verify "
            + volume
            + " says what is lost, arv-fs-journal recover "
            + volume
            + " saves the rest");
    this.damage = damage;
  }

  /** What is missing, and where. */
  public Damage damage() {
    return damage;
  }
}
