package io.arvfs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** {@link ByteCount}. */
final class ByteCountTest {

  @Test
  void convert_aNumberWithOrWithoutAUnit_givesBytes() {
    ByteCount count = new ByteCount();

    assertEquals(17L, count.convert("17"));
    assertEquals(2048L, count.convert("2K"));
    assertEquals(64L << 20, count.convert("64m"));
    assertEquals(3L << 30, count.convert("3G"));
    assertEquals(5L << 30, count.convert("5GiB"));
    assertEquals(1L << 40, count.convert("1T"));
  }

  @Test
  void convert_anythingElse_isRefused() {
    ByteCount count = new ByteCount();

    for (String bad : new String[] {"", "-1", "1.5G", "G", "1 G", "99999999999G", "1GB"}) {
      assertThrows(TypeConversionException.class, () -> count.convert(bad), bad);
    }
  }
}
