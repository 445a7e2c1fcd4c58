package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.BlockId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {

  private static final String MD5 = "acbd18db4cc2f85cedef654fccc4a4d8";
  private static final String SIGNATURE = "27a1f40aa6c98f5365486b79641a5a0f3a84230e";

  @Test
  void parse_signed_readsSignatureAndExpiry() {
    Locator locator = Locator.parse(MD5 + "+3+Zodd+A" + SIGNATURE + "@70000000+K@zzzzz");

    assertEquals(new BlockId(MD5, 3), locator.block());
    assertEquals(Optional.of(SIGNATURE), locator.signature());
    assertEquals(Optional.of(Instant.ofEpochSecond(0x70000000L)), locator.expiry());
    assertEquals(MD5 + "+3+Zodd+K@zzzzz", locator.withoutSignature().toString());
    assertFalse(locator.isRemote());
  }

  @Test
  void parse_remote_isRemoteAndUnsigned() {
    Locator locator = Locator.parse(MD5 + "+3+Rxxxxx-" + SIGNATURE + "@70000000");

    assertTrue(locator.isRemote());
    assertEquals(Optional.empty(), locator.signature());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acbd18db4cc2f85cedef654fccc4a4d8",
        "acbd18db4cc2f85cedef654fccc4a4d8+",
        "acbd18db4cc2f85cedef654fccc4a4d8+x",
        "acbd18db4cc2f85cedef654fccc4a4d8+9999999999",
        "ACBD18DB4CC2F85CEDEF654FCCC4A4D8+3",
        "acbd18db4cc2f85cedef654fccc4a4d8+3+",
        "acbd18db4cc2f85cedef654fccc4a4d8+3+a",
        "acbd18db4cc2f85cedef654fccc4a4d8+3+A b"
      })
  void parse_whatIsNoLocator_refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Locator.parse(text));
  }

  @Property(tries = 200)
  void parse_ofAnyLocatorsText_isThatLocator(@ForAll("locators") Locator locator) {
    assertEquals(locator, Locator.parse(locator.toString()));
  }

  @Provide
  Arbitrary<Locator> locators() {
    Arbitrary<BlockId> blocks =
        Combinators.combine(
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(32),
                Arbitraries.integers().between(0, BlockId.MAX_SIZE))
            .as(BlockId::new);
    Arbitrary<String> hints =
        Combinators.combine(
                Arbitraries.chars().range('A', 'Z'),
                Arbitraries.strings().alpha().numeric().withChars("@_-").ofMaxLength(50))
            .as((letter, rest) -> letter + rest);
    Arbitrary<List<String>> some = hints.list().ofMaxSize(3);
    return Combinators.combine(blocks, some).as(Locator::new);
  }
}
