package io.arvfs.fs.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.BlockId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A locator's parts. */
class LocatorTokenTest {

  @Test
  void locator_withHints_givesItsParts() {
    LocatorToken token = new LocatorToken(Blocks.A + "+K@zzzzz" + Blocks.SIGNATURE);

    assertEquals(new BlockId("acbd18db4cc2f85cedef654fccc4a4d8", 3), token.block());
    assertEquals(
        List.of("K@zzzzz", "A358ca10b4cd5ca7444c034d1e26987e0a42e1b1f@6fffff9c"), token.hints());
    assertEquals(Optional.of(Instant.ofEpochSecond(0x6fffff9cL)), token.expiry());
    assertTrue(token.isSigned());
    assertFalse(token.isRemote());
    assertEquals(Blocks.A + "+K@zzzzz", token.toString());
    assertEquals(new LocatorToken(Blocks.A + "+K@zzzzz"), token.withoutSignature());
  }

  @Test
  void locator_withoutHints_hasNone() {
    LocatorToken token = new LocatorToken(Blocks.A);

    assertEquals(List.of(), token.hints());
    assertEquals(Optional.empty(), token.expiry());
    assertEquals(token, token.withoutSignature());
    assertEquals(token, LocatorToken.of(token.block()));
  }

  @Test
  void locators_withOtherSignatures_differThoughTheirBlocksDoNot() {
    LocatorToken signed = new LocatorToken(Blocks.A + Blocks.SIGNATURE);
    LocatorToken plain = new LocatorToken(Blocks.A);

    assertNotEquals(signed, plain);
    assertEquals(signed.block(), plain.block());
  }

  @Test
  void locator_inUpperCase_namesTheSameBlock() {
    LocatorToken token = new LocatorToken("ACBD18DB4CC2F85CEDEF654FCCC4A4D8+3");

    assertEquals(new LocatorToken(Blocks.A).block(), token.block());
    assertFalse(token.isLowerCase());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acbd18db4cc2f85cedef654fccc4a4d8",
        "acbd18db4cc2f85cedef654fccc4a4d8+",
        "acbd18db4cc2f85cedef654fccc4a4d8+K@zzzzz",
        "acbd18db4cc2f85cedef654fccc4a4d8+2147483648",
        "acbd18db4cc2f85cedef654fccc4a4dg+3",
      })
  void text_thatIsNoLocator_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> new LocatorToken(text));
  }
}
