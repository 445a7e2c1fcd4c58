package io.arvfs.cli.journal;

import java.lang.reflect.RecordComponent;
import java.util.List;

/** What records are made of; asked of each class once, which takes long. */
final class Components {

  private static final ClassValue<List<RecordComponent>> KNOWN =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          return List.of(type.getRecordComponents());
        }
      };

  private Components() {}

  /** The components of a record's class, in their order. */
  static List<RecordComponent> of(Object source) {
    return KNOWN.get(source.getClass());
  }

  static Object value(Object source, RecordComponent component) {
    try {
      return component.getAccessor().invoke(source);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an event's " + component, e);
    }
  }
}
