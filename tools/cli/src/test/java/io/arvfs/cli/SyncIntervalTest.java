package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** {@link SyncInterval}. */
final class SyncIntervalTest {

  private final SyncInterval interval = new SyncInterval();

  @Test
  void convert_ofATimeWithinTheBounds_readsIt() {
    assertEquals(Duration.ofMillis(100), interval.convert("100ms"));
    assertEquals(Duration.ofSeconds(5), interval.convert("5s"));
    assertEquals(Duration.ofMinutes(2), interval.convert("2M"));
    assertEquals(Duration.ofHours(1), interval.convert("1h"));
  }

  @Test
  void convert_ofAnythingElse_isRefused() {
    for (String wrong : List.of("", "5", "0s", "99ms", "61m", "2h", "-5s", "1d", "9999999999h")) {
      assertThrows(TypeConversionException.class, () -> interval.convert(wrong), wrong);
    }
  }
}
