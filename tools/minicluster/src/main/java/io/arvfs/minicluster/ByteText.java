package io.arvfs.minicluster;

import java.nio.charset.StandardCharsets;

/**
 * Manifest text as a string of bytes: one char, 0 to 255, for each byte. Comparing such strings
 * compares bytes, which is the order the server sorts names in.
 */
final class ByteText {

  private static final char REPLACEMENT = '\uFFFD';

  private ByteText() {}

  static String fromUnicode(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Each byte that is not part of valid UTF-8 becomes one U+FFFD, as in the server's JSON. */
  static String toUnicode(String bytes) {
    StringBuilder out = new StringBuilder(bytes.length());
    for (int i = 0; i < bytes.length(); ) {
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        out.append(REPLACEMENT);
        i++;
      } else {
        appendSequence(out, bytes, i, length);
        i += length;
      }
    }
    return out.toString();
  }

  private static void appendSequence(StringBuilder out, String bytes, int at, int length) {
    if (length == 1) {
      out.append(bytes.charAt(at));
      return;
    }
    out.appendCodePoint(codePoint(bytes, at, length));
  }

  private static int codePoint(String bytes, int at, int length) {
    int code = bytes.charAt(at) & (0xFF >> (length + 1));
    for (int i = 1; i < length; i++) {
      code = code << 6 | (bytes.charAt(at + i) & 0x3F);
    }
    return code;
  }

  /** Length of the valid UTF-8 sequence at {@code at}, 0 if there is none. */
  private static int sequenceLength(String bytes, int at) {
    char first = bytes.charAt(at);
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > bytes.length()) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes.charAt(at + i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    int code = codePoint(bytes, at, length);
    int least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    boolean surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least || code > 0x10FFFF || surrogate ? 0 : length;
  }

  /** Undoes {@code \ooo} up to {@code \377} and a doubled backslash; anything else stays. */
  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && text.startsWith("\\", i + 1)) {
        out.append('\\');
        i++;
      } else if (c == '\\' && isOctal(text, i + 1)) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isOctal(String text, int at) {
    return at + 3 <= text.length()
        && text.charAt(at) >= '0'
        && text.charAt(at) <= '3'
        && isOctalDigit(text.charAt(at + 1))
        && isOctalDigit(text.charAt(at + 2));
  }

  private static boolean isOctalDigit(char c) {
    return c >= '0' && c <= '7';
  }

  /** Bytes 0 to 32, colon and backslash as three octal digits; nothing else. */
  static String escape(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == ':' || c == '\\') {
        out.append('\\').append((char) ('0' + (c >> 6)));
        out.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
