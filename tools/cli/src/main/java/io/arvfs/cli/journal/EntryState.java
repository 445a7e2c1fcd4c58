package io.arvfs.cli.journal;

import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;

/** How far an entry has come. */
public enum EntryState {
  /** A later mark covers it: it survives the loss of power. */
  FORCED,
  /** No mark covers it yet. */
  UNFORCED,
  /** A change of a user that a saved and checked commit holds. */
  SENT,
  /** A change of a user that none holds yet. */
  UNSENT;

  /**
   * How far the whole journal has come.
   *
   * @param durableEnd everything up to here is forced
   * @param savedFreeze everything up to here was in the last commit that was saved
   */
  public record Reach(Position durableEnd, Position savedFreeze) {

    /** What is known before the first entry. */
    public static final Reach NONE = new Reach(Position.NONE, Position.NONE);

    /** With what {@code read} tells. */
    public Reach with(ReadEntry read) {
      Position mark = read.frame().frame().forcedThrough();
      Position saved = savedFreeze;
      for (Event event : read.entry().events()) {
        if (event instanceof StepSaved step && step.frozenAt().isAfter(saved)) {
          saved = step.frozenAt();
        }
      }
      return new Reach(mark.isAfter(durableEnd) ? mark : durableEnd, saved);
    }
  }

  /** Whether {@code entry} is in this state. */
  public boolean holds(Entry entry, Reach reach) {
    return switch (this) {
      case FORCED -> !entry.position().isAfter(reach.durableEnd());
      case UNFORCED -> entry.position().isAfter(reach.durableEnd());
      case SENT -> isToBeSent(entry) && !entry.position().isAfter(reach.savedFreeze());
      case UNSENT -> isToBeSent(entry) && entry.position().isAfter(reach.savedFreeze());
    };
  }

  private static boolean isToBeSent(Entry entry) {
    return entry.events().stream().anyMatch(EntryState::isToBeSent);
  }

  /** No manifest holds attributes, and what was adopted came from there. */
  private static boolean isToBeSent(Event event) {
    return event instanceof FileCreated
        || event instanceof DirectoryMade
        || event instanceof BytesWritten
        || event instanceof Truncated
        || event instanceof Shortened
        || event instanceof Renamed
        || event instanceof Unlinked
        || event instanceof DirectoryRemoved;
  }
}
