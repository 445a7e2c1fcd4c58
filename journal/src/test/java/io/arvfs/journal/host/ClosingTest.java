package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Closing}. */
class ClosingTest {

  private final List<String> closed = new ArrayList<>();

  private Closeable one(String name) {
    return () -> closed.add(name);
  }

  private Closeable failing(String name) {
    return () -> {
      closed.add(name);
      throw new IOException(name);
    };
  }

  @Test
  void all_someFailing_closesEachAndTellsTheFirst() {
    IOException told =
        assertThrows(
            IOException.class,
            () -> Closing.all(List.of(one("a"), failing("b"), one("c"), failing("d"))));

    assertEquals(List.of("a", "b", "c", "d"), closed);
    assertEquals("b", told.getMessage());
    assertEquals(
        List.of("d"), Arrays.stream(told.getSuppressed()).map(Throwable::getMessage).toList());
  }

  @Test
  void after_failing_addsToWhatFailed() {
    IOException failure = new IOException("first");

    Closing.after(failure, failing("x"));

    assertEquals(List.of("x"), closed);
    assertEquals("x", failure.getSuppressed()[0].getMessage());
  }
}
