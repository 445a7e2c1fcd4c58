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
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      if (component.getType() == Ino.class) {
        try {
          found.add((Ino) component.getAccessor().invoke(event));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("an event's " + component, e);
        }
      }
    }
    return found;
  }
}
