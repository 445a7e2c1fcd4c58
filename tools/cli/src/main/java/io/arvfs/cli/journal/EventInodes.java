package io.arvfs.cli.journal;

import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Which inodes an event names. */
public final class EventInodes {

  private EventInodes() {}

  /** Its components that are inodes, in their order: what changed comes before its directories. */
  public static List<Ino> of(Event event) {
    List<Ino> found = new ArrayList<>();
    for (RecordComponent component : Components.of(event)) {
      if (component.getType() == Ino.class) {
        found.add((Ino) Components.value(event, component));
      }
    }
    return found;
  }
}
