package io.arvfs.sync;

import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/** An index that finds no room on the disk when somebody says so. */
final class UnflushedIndex {

  private UnflushedIndex() {}

  /** Does what {@code below} does, but flushes nothing while {@code full}. */
  static Index over(Index below, BooleanSupplier full) {
    return (Index)
        Proxy.newProxyInstance(
            Index.class.getClassLoader(),
            new Class<?>[] {Index.class},
            (_, method, arguments) -> {
              if (method.getName().equals("flush") && full.getAsBoolean()) {
                throw new IndexFullException("flush", new IOException("no space left"));
              }
              try {
                return method.invoke(below, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
