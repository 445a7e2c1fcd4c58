package io.arvfs.sync.arvados;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

  private static final String UUID = "zzzzz-gj3su-000000000000001";

  @Test
  void token_ofVersion2_namesItselfWithoutItsSecret() {
    Token token = Token.of("v2/" + UUID + "/mysecret/zzzzz-dz642-000000000000001");

    assertEquals(Optional.of(UUID), token.uuid());
    assertEquals("v2/" + UUID + "/[token]", token.toString());
  }

  @Test
  void token_ofVersion1_printsNothing() {
    Token token = Token.of("mysecret");

    assertEquals(Optional.empty(), token.uuid());
    assertEquals("[token]", token.toString());
  }

  @Test
  void redact_ofTextWithSecret_takesItOut() {
    Token token = Token.of("v2/" + UUID + "/mysecret");

    assertEquals("a [token] b [token]", token.redact("a v2/" + UUID + "/mysecret b mysecret"));
  }

  @Test
  void id_ofTwoFormsOfOneToken_differs() {
    assertNotEquals(Token.of("v2/" + UUID + "/mysecret").id(), Token.of("mysecret").id());
    assertEquals(16, Token.of("mysecret").id().length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "\u00e4"})
  void of_whatIsNoToken_refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Token.of(text));
  }
}
