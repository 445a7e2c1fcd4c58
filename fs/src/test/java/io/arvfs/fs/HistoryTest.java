package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much history a user asks for. */
final class HistoryTest {

  @Test
  void parse_ofWhatTheUsageSays_isThat() {
    assertEquals(History.NONE, History.parse("0"));
    assertEquals(History.STANDARD, History.parse("7d"));
    assertEquals(new History(Duration.ofDays(7), 1L << 30), History.parse("7d,1GiB"));
    assertEquals(new History(Duration.ofHours(36), 5 << 20), History.parse("36h,5M"));
    assertEquals(new History(Duration.ofSeconds(90), 1000), History.parse("90s,1000"));
  }

  @Test
  void parse_ofAnythingElse_isRefused() {
    for (String text : new String[] {"", "7", "-1d", "7d,", "7d,-1", "d", "7w", "7d,9999999999T"}) {
      assertThrows(IllegalArgumentException.class, () -> History.parse(text), text);
    }
  }
}
