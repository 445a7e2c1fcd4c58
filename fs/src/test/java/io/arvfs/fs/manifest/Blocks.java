package io.arvfs.fs.manifest;

import java.util.Map;

/** The blocks of the prediction page's worked examples, by the letters used there. */
final class Blocks {

  static final String A = "acbd18db4cc2f85cedef654fccc4a4d8+3";
  static final String B = "37b51d194a7513e45b56f6524f2d51f2+3";
  static final String C = "73feffa4b7f6bb68e44cf984c85f6e88+3";
  static final String W = "6df23dc03f9b54cc38a0fc1483df6e21+9";
  static final String N = "d85b1213473c2fd7c2045020a6b9c62b+3";
  static final String ZERO = "d41d8cd98f00b204e9800998ecf8427e+0";
  static final String SIGNATURE = "+A358ca10b4cd5ca7444c034d1e26987e0a42e1b1f@6fffff9c";

  private static final Map<String, String> LETTERS =
      Map.of("A", A, "B", B, "C", C, "W", W, "N", N, "0", ZERO);

  private Blocks() {}

  /**
   * Replaces every letter that is a token or begins its hints, except at the beginning of a line.
   */
  static String spell(String text) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", 0)) {
      String[] tokens = line.split(" ", -1);
      out.append(tokens[0]);
      for (int i = 1; i < tokens.length; i++) {
        out.append(' ').append(spellToken(tokens[i]));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String spellToken(String token) {
    int hints = token.indexOf('+');
    String letter = hints < 0 ? token : token.substring(0, hints);
    return LETTERS.getOrDefault(letter, letter) + token.substring(letter.length());
  }

  static Piece piece(String locator, int offset, int length) {
    return new Piece(new LocatorToken(locator), offset, length);
  }
}
