package io.arvfs.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 1048576}, {@code 1024K}, {@code 1M}, {@code 2g}. */
final class ByteCount implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})([kmgKMG]?)");

  @Override
  public Long convert(String value) {
    Matcher text = TEXT.matcher(value);
    if (!text.matches()) {
      throw new TypeConversionException(
          "'" + value + "' is no size; give bytes or a number with K, M or G");
    }
    int bits =
        switch (text.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(text.group(1));
    if (number > Long.MAX_VALUE >> bits) {
      throw new TypeConversionException("'" + value + "' is more than any disk has");
    }
    return number << bits;
  }
}
