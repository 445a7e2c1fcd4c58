package io.arvfs.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How often a journal is forced by itself: {@code 500ms}, {@code 5s}, {@code 1m}, {@code 1h}. */
final class SyncInterval implements ITypeConverter<Duration> {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofHours(1);

  @Override
  public Duration convert(String value) {
    Matcher text = TEXT.matcher(value.toLowerCase(Locale.ROOT));
    if (!text.matches()) {
      throw new TypeConversionException("'" + value + "' is no time, as 500ms, 5s or 1m");
    }
    long number = Long.parseLong(text.group(1));
    Duration interval =
        switch (text.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + value + "' is not between 100ms and 1h");
    }
    return interval;
  }
}
