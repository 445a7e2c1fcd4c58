package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A JSON object passing by, from which the manifest is taken out: the text of the member {@code
 * manifest_text} goes to a target as it arrives, and an empty text stands in its place. A JSON
 * library would hold it whole. Whether the rest is JSON is the next reader's business. Confined to
 * one thread.
 */
final class ManifestMember extends InputStream {

  private static final byte[] MEMBER = "manifest_text".getBytes(US_ASCII);
  private static final int WINDOW = 64 << 10;
  private static final int HEX_DIGITS = 4;

  private enum Place {
    OUTSIDE,
    IN_STRING,
    AFTER_BACKSLASH,
    IN_MANIFEST,
    IN_ESCAPE
  }

  private final InputStream in;
  private final OutputStream target;
  private final byte[] window = new byte[WINDOW];
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream(WINDOW);
  private byte[] ready = new byte[0];
  private int taken;

  private Place place = Place.OUTSIDE;
  private int depth;

  /** How many bytes of the member's name the last string has; -1 if it is another. */
  private int matched;

  /** Whether a string that begins now is the member's value. */
  private boolean afterName;

  private boolean afterColon;

  /** The escape so far, without its backslash. */
  private final StringBuilder escape = new StringBuilder();

  private char highSurrogate;

  /**
   * @param target takes the text in UTF-8; never closed here
   */
  ManifestMember(InputStream in, OutputStream target) {
    this.in = in;
    this.target = target;
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[taken++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, ready.length - taken);
    System.arraycopy(ready, taken, to, offset, count);
    taken += count;
    return count;
  }

  private boolean fill() throws IOException {
    while (taken == ready.length) {
      int count = in.read(window);
      if (count < 0) {
        return false;
      }
      rest.reset();
      pass(count);
      ready = rest.toByteArray();
      taken = 0;
    }
    return true;
  }

  private void pass(int count) throws IOException {
    int i = 0;
    while (i < count) {
      if (place == Place.IN_MANIFEST) {
        int end = plainEnd(i, count);
        keep(window, i, end - i);
        i = end;
      }
      if (i < count) {
        step(window[i++]);
      }
    }
  }

  private int plainEnd(int from, int count) {
    int end = from;
    while (end < count && window[end] != '"' && window[end] != '\\') {
      end++;
    }
    return end;
  }

  private void step(byte b) throws IOException {
    switch (place) {
      case OUTSIDE -> outside(b);
      case IN_STRING -> inString(b);
      case AFTER_BACKSLASH -> {
        rest.write(b);
        place = Place.IN_STRING;
      }
      case IN_MANIFEST -> {
        if (b == '"') {
          rest.write(b);
          keepLoneSurrogate();
          place = Place.OUTSIDE;
        } else {
          escape.setLength(0);
          place = Place.IN_ESCAPE;
        }
      }
      case IN_ESCAPE -> inEscape((char) (b & 0xff));
    }
  }

  private void outside(byte b) {
    rest.write(b);
    switch (b) {
      case '"' -> {
        place = afterColon ? Place.IN_MANIFEST : Place.IN_STRING;
        matched = 0;
        afterName = false;
        afterColon = false;
      }
      case ':' -> {
        afterColon = afterName;
        afterName = false;
      }
      case ' ', '\t', '\r', '\n' -> {} // May stand anywhere between.
      default -> {
        depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
        afterName = false;
        afterColon = false;
      }
    }
  }

  private void inString(byte b) {
    rest.write(b);
    if (b == '"') {
      afterName = matched == MEMBER.length && depth == 1;
      place = Place.OUTSIDE;
    } else if (b == '\\') {
      matched = -1;
      place = Place.AFTER_BACKSLASH;
    } else {
      boolean goesOn = matched >= 0 && matched < MEMBER.length && MEMBER[matched] == b;
      matched = goesOn ? matched + 1 : -1;
    }
  }

  private void inEscape(char c) throws IOException {
    escape.append(c);
    if (escape.charAt(0) == 'u') {
      if (escape.length() > HEX_DIGITS) {
        place = Place.IN_MANIFEST;
        keep(unit());
      }
      return;
    }
    place = Place.IN_MANIFEST;
    keep(
        switch (c) {
          case 'n' -> '\n';
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case '"', '\\', '/' -> c;
          default -> throw new IOException("the body is not JSON: an escape that is none");
        });
  }

  private char unit() throws IOException {
    try {
      return (char) Integer.parseInt(escape.substring(1), 16);
    } catch (NumberFormatException e) {
      throw new IOException("the body is not JSON: an escape that is none", e);
    }
  }

  private void keep(char unit) throws IOException {
    if (Character.isLowSurrogate(unit) && highSurrogate != 0) {
      byte[] pair = new String(new char[] {highSurrogate, unit}).getBytes(UTF_8);
      highSurrogate = 0;
      keep(pair, 0, pair.length);
      return;
    }
    keepLoneSurrogate();
    if (Character.isHighSurrogate(unit)) {
      highSurrogate = unit;
    } else {
      byte[] one = String.valueOf(unit).getBytes(UTF_8);
      keep(one, 0, one.length);
    }
  }

  /** Half a character is shown as Java shows it in UTF-8. */
  private void keepLoneSurrogate() throws IOException {
    if (highSurrogate != 0) {
      highSurrogate = 0;
      keep(new byte[] {'?'}, 0, 1);
    }
  }

  private void keep(byte[] text, int offset, int length) throws IOException {
    if (length > 0 && highSurrogate != 0) {
      keepLoneSurrogate();
    }
    try {
      target.write(text, offset, length);
    } catch (IOException e) {
      throw new ManifestNotKeptException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
