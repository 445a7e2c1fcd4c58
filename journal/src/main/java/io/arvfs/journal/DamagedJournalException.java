package io.arvfs.journal;

import io.arvfs.journal.event.Position;
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
    this(
        "the journal is damaged at position %s: %s, offset %d; %d later entries are readable"
            .formatted(
                damage.position(), damage.file(), damage.offset(), damage.validFramesBehind()),
        volume,
        damage);
  }

  private DamagedJournalException(String what, Path volume, Damage damage) {
    super(
        what
            + "; nothing is written here any more: arv-fs-journal verify "
            + volume
            + " says what is lost, arv-fs-journal recover "
            + volume
            + " --into NEWDIR saves the rest");
    this.damage = damage;
  }

  /**
   * A log that ends before an entry that was durable.
   *
   * @param known that entry; a checkpoint stands at it
   * @param missing what follows the last frame that is there
   */
  static DamagedJournalException lostEnd(Path volume, Position known, Damage missing) {
    return new DamagedJournalException(
        ("the log in %s ends before position %s, and %s was durable: its last files are missing;"
                + " put them back if you have them")
            .formatted(VolumeLayout.of(volume).log(), missing.position(), known),
        volume,
        missing);
  }

  /** What is missing, and where. */
  public Damage damage() {
    return damage;
  }
}
