package io.arvfs.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes as people write it: {@code 1048576}, {@code 1024K}, {@code 1MiB}, {@code 2g}.
 */
final class ByteCount implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:([kmgt])(?:ib)?)?");

  @Override
  public Long convert(String value) {
    Matcher text = TEXT.matcher(value.toLowerCase(Locale.ROOT));
    if (!text.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is no size; give bytes or a number with K, M, G or T");
    }
    int bits =
        switch (Objects.requireNonNullElse(text.group(2), "")) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    long number = Long.parseLong(text.group(1));
    if (number > Long.MAX_VALUE >> bits) {
      throw new TypeConversionException("'" + value + "' is more than any disk has");
    }
    return number << bits;
  }
}
