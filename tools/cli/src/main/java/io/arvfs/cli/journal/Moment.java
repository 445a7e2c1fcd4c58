package io.arvfs.cli.journal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people write it: {@code 2026-03-01T10:00:00Z}, without a zone for UTC as entries are
 * listed, a date alone, or how long ago it was: {@code 90s}, {@code 15m}, {@code 2h}, {@code 1d},
 * {@code 1d12h}.
 */
public final class Moment {

  private static final Pattern AGO =
      Pattern.compile("(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?");

  private Moment() {}

  /**
   * The time that {@code text} says.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static Instant parse(String text, Instant now) {
    Matcher ago = AGO.matcher(text);
    if (!text.isEmpty() && ago.matches()) {
      return now.minus(
          Duration.ofDays(number(ago, 1))
              .plusHours(number(ago, 2))
              .plusMinutes(number(ago, 3))
              .plusSeconds(number(ago, 4)));
    }
    try {
      return absolute(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          (text.isEmpty() ? "''" : text)
              + " is no time: write 2026-03-01T10:00:00Z, 2026-03-01, or how long ago, as 2h",
          e);
    }
  }

  private static long number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Instant absolute(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    boolean zoned = text.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})");
    return zoned
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
