package io.arvfs.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the log says of requests that fail. */
class OutagesTest {

  private final Outages outages = new Outages();

  private Optional<String> line(String operation, Throwable failure, Duration at) {
    return outages.line(operation, failure, at.toNanos());
  }

  @Test
  void failures_ofOneOutage_areToldOnceInAWhileAndCounted() {
    Optional<String> first = line("read", new IOException("Keep is gone\nat all"), Duration.ZERO);
    for (int i = 1; i <= 7; i++) {
      Duration at = Duration.ofMinutes(i);
      assertEquals(Optional.empty(), line("read", new IOException("Keep is gone"), at));
    }

    Optional<String> later = line("read", new IOException("Keep is gone"), Duration.ofMinutes(11));

    assertEquals(Optional.of("read failed and was answered with EIO: Keep is gone"), first);
    assertEquals(
        Optional.of("read failed and was answered with EIO, as did 7 before: Keep is gone"), later);
  }

  @Test
  void failures_ofOtherKindsAndOperations_areToldToo() {
    assertTrue(line("read", new IOException("a"), Duration.ZERO).isPresent());
    assertTrue(line("write", new IOException("a"), Duration.ZERO).isPresent());
    assertTrue(line("read", new FileNotFoundException("b"), Duration.ZERO).isPresent());
  }

  @Test
  void bugs_areToldEachTime() {
    assertTrue(line("read", new IllegalStateException("a"), Duration.ZERO).isPresent());
    assertTrue(line("read", new IllegalStateException("b"), Duration.ZERO).isPresent());
  }

  @Test
  void failure_withoutAMessage_isNamed() {
    Optional<String> line = line("read", new IllegalStateException(), Duration.ZERO);

    assertTrue(line.orElseThrow().endsWith("java.lang.IllegalStateException"), line::toString);
  }
}
