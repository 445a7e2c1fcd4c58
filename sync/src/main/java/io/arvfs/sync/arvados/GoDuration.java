package io.arvfs.sync.arvados;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the server's configuration spells them: {@code 336h}, {@code 1m30s}, {@code -1s}.
 */
final class GoDuration {

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private GoDuration() {}

  /** The duration, or empty if it is not spelt as one. */
  static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(rest);
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(length(part));
      end = part.end();
    }
    if (end == 0 || end < rest.length()) {
      return Optional.empty();
    }
    return Optional.of(negative ? sum.negated() : sum);
  }

  private static Duration length(Matcher part) {
    long unit = NANOS.getOrDefault(part.group(3), 0L);
    Duration whole = Duration.ofNanos(unit).multipliedBy(Long.parseLong(part.group(1)));
    String fraction = part.group(2);
    return fraction == null
        ? whole
        : whole.plusNanos((long) (Double.parseDouble("0." + fraction) * unit));
  }
}
