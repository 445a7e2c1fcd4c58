package io.arvfs.cli.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.SurveyedFrame;
import java.util.List;

/** An entry with the frame it was read from. */
public record ReadEntry(Entry entry, SurveyedFrame frame) {

  /** The kind of an entry that says nothing but how far the journal was forced. */
  public static final String MARK = "Mark";

  /** Where an index stands that has folded it. */
  public Applied applied() {
    return new Applied(entry.position(), frame.frame().epoch(), frame.crc());
  }

  /** What the entry is about: a rename that removes what was in its way is a rename. */
  public String kind() {
    List<Event> events = entry.events();
    if (events.isEmpty()) {
      return MARK;
    }
    return EventFields.kind(
        events.stream()
            .filter(e -> !(e instanceof InodeDied || e instanceof Unlinked))
            .findFirst()
            .orElseGet(events::getFirst));
  }
}
