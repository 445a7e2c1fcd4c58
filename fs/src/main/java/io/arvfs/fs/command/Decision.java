package io.arvfs.fs.command;

import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import java.util.List;

/** The answer to a command. */
public sealed interface Decision {

  /** It may happen; these are the facts. None: there is nothing to do. */
  record Accepted(List<Event> events) implements Decision {

    public Accepted {
      events = List.copyOf(events);
    }

    static Accepted of(Event... events) {
      return new Accepted(List.of(events));
    }
  }

  /** It cannot happen, and why. */
  record Refused(Errno errno) implements Decision {}

  /**
   * It cannot be decided before all that was cut off this file is gone: {@link Command.Bury} takes
   * some of it away each time.
   */
  record Unfinished(Ino ino) implements Decision {}

  /** It cannot be decided before the collection with this root was loaded. */
  record Needs(Ino root) implements Decision {}
}
