package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "336h,PT336H",
    "1m,PT1M",
    "10s,PT10S",
    "1m30s,PT1M30S",
    "0,PT0S",
    "0s,PT0S",
    "-1s,PT-1S",
    "1.5h,PT1H30M",
    "250ms,PT0.25S",
    "3us,PT0.000003S",
    "1h2m3.004s,PT1H2M3.004S"
  })
  void parse_whatGoWrites_isThatLong(String text, Duration expected) {
    assertEquals(Optional.of(expected), GoDuration.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "5", "s", "1x", "1m 30s", "1m30", "x1s"})
  void parse_anythingElse_isEmpty(String text) {
    assertEquals(Optional.empty(), GoDuration.parse(text));
  }
}
