package io.arvfs.journal.event;

import java.time.Instant;
import java.util.List;

/**
 * One atomic append to the journal: all of its events happened, or none. An entry without events
 * carries only a mark (how far the journal had been forced).
 *
 * @param time when it was appended; the one time of all its events
 */
public record Entry(Position position, Instant time, List<Event> events) {

  public Entry {
    events = List.copyOf(events);
  }
}
