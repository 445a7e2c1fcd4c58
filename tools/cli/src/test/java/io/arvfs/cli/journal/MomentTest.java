package io.arvfs.cli.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Times as people write them. */
class MomentTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Property(tries = 200)
  void time_asEntriesShowIt_isThatTime(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Instant time = Instant.ofEpochSecond(second, nanos);

    assertEquals(time, Moment.parse(time.toString(), NOW));
  }

  @Property(tries = 200)
  void time_agoInParts_isTheirSum(
      @ForAll @IntRange(max = 999) int days,
      @ForAll @IntRange(max = 999) int hours,
      @ForAll @IntRange(max = 999) int minutes,
      @ForAll @IntRange(max = 999) int seconds) {
    Duration ago = Duration.ofDays(days).plusHours(hours).plusMinutes(minutes).plusSeconds(seconds);

    assertEquals(
        NOW.minus(ago),
        Moment.parse(days + "d" + hours + "h" + minutes + "m" + seconds + "s", NOW));
  }

  @Example
  void time_withoutAZone_isUtc() {
    assertEquals(NOW, Moment.parse("2026-03-01T10:00", NOW));
    assertEquals(NOW, Moment.parse("2026-03-01T11:00:00+01:00", NOW));
    assertEquals(Instant.parse("2026-03-01T00:00:00Z"), Moment.parse("2026-03-01", NOW));
    assertEquals(NOW.minusSeconds(7200), Moment.parse("2h", NOW));
  }

  @Example
  void text_thatIsNoTime_isRefusedInOneLine() {
    for (String text : new String[] {"", "2", "h", "2x", "yesterday", "2026-13-01", "-2h"}) {
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> Moment.parse(text, NOW), text);
      assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }
  }
}
