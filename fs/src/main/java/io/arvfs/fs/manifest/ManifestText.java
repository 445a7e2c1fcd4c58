package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * A manifest as text, with or without signatures. Lines end in newlines; the empty text is legal.
 */
public record ManifestText(String text) {

  /** The manifest of a collection without files. */
  public static final ManifestText EMPTY = new ManifestText("");

  private static final int MD5_DIGITS = 32;

  /**
   * The tree that the text spells.
   *
   * @throws UnloadableManifestException if it spells none
   */
  public Directory load() throws UnloadableManifestException {
    return ManifestReader.read(text);
  }

  /** The text as the server stores it: no locator has a hint that begins with {@code A}. */
  public ManifestText withoutSignatures() {
    return new ManifestText(mapLocators(LocatorToken::withoutSignature));
  }

  /** The md5 of the text without hints, a plus, and the number of its bytes. */
  public String portableDataHash() {
    byte[] bytes = mapLocators(ManifestText::bare).getBytes(UTF_8);
    return HexFormat.of().formatHex(md5().digest(bytes)) + "+" + bytes.length;
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }

  /** The text with every locator replaced; a token is a locator unless it begins its line. */
  private String mapLocators(UnaryOperator<String> change) {
    StringBuilder out = new StringBuilder(text.length());
    int start = 0;
    boolean first = true;
    while (start < text.length()) {
      int end = tokenEnd(start);
      String token = text.substring(start, end);
      out.append(!first && isLocator(token) ? change.apply(token) : token);
      if (end < text.length()) {
        out.append(text.charAt(end));
        first = text.charAt(end) == '\n';
      }
      start = end + 1;
    }
    return out.toString();
  }

  private int tokenEnd(int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\n') {
      end++;
    }
    return end;
  }

  static boolean isLocator(String token) {
    if (token.length() < MD5_DIGITS || token.indexOf(':') >= 0) {
      return false;
    }
    for (int i = 0; i < MD5_DIGITS; i++) {
      if (!HexFormat.isHexDigit(token.charAt(i))) {
        return false;
      }
    }
    return token.length() == MD5_DIGITS || token.charAt(MD5_DIGITS) == '+';
  }

  /** Without any hint, as it counts in a portable data hash. */
  static String bare(String locator) {
    int sizeStart = MD5_DIGITS + 1;
    if (locator.length() <= sizeStart) {
      return locator;
    }
    if (locator.charAt(sizeStart) < '0' || locator.charAt(sizeStart) > '9') {
      return locator.substring(0, MD5_DIGITS);
    }
    int hints = locator.indexOf('+', sizeStart);
    return hints < 0 ? locator : locator.substring(0, hints);
  }

  /** The number of characters; the text itself may hold signatures and does not belong in logs. */
  @Override
  public String toString() {
    return "manifest of " + text.length() + " characters";
  }
}
