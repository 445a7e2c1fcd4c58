package io.arvfs.fs;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept that nobody needs any more, to look into the past: inside the volume's bound, and
 * given up oldest first when space is short.
 *
 * @param age how long entries are kept: names, sizes and attributes
 * @param bytes how many bytes of files are kept with them
 */
public record History(Duration age, long bytes) {

  /** Nothing. */
  public static final History NONE = new History(Duration.ZERO, 0);

  /** Names, sizes and attributes for seven days. */
  public static final History STANDARD = new History(Duration.ofDays(7), 0);

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9})([smhd])(?:,(\\d{1,15})([kmgt]?)(?:i?b)?)?");

  /**
   * @throws IllegalArgumentException if one is negative
   */
  public History {
    if (age.isNegative() || bytes < 0) {
      throw new IllegalArgumentException("a history of " + age + " and " + bytes + " bytes");
    }
  }

  /**
   * Reads {@code 0}, {@code 7d} or {@code 7d,1GiB}.
   *
   * @throws IllegalArgumentException if {@code text} is none of them
   */
  public static History parse(String text) {
    if (text.equals("0")) {
      return NONE;
    }
    Matcher parts = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException("no history: " + text);
    }
    Duration age = Duration.ofSeconds(Long.parseLong(parts.group(1)) * seconds(parts.group(2)));
    if (parts.group(3) == null) {
      return new History(age, 0);
    }
    int shift = " kmgt".indexOf(parts.group(4).isEmpty() ? " " : parts.group(4)) * 10;
    long number = Long.parseLong(parts.group(3));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("no history: " + text);
    }
    return new History(age, number << shift);
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3600;
      default -> 86_400;
    };
  }
}
