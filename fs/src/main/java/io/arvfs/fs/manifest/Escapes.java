package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** How names are spelled in a manifest: some bytes as a backslash and three octal digits. */
final class Escapes {

  private Escapes() {}

  /** The bytes that {@code raw} spells; a backslash that begins no escape stands for itself. */
  static byte[] unescape(byte[] raw) {
    if (!hasBackslash(raw)) {
      return raw;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '\\' && isOctal(raw, i + 1)) {
        out.write((raw[i + 1] - '0') << 6 | (raw[i + 2] - '0') << 3 | (raw[i + 3] - '0'));
        i += 3;
      } else if (raw[i] == '\\' && i + 1 < raw.length && raw[i + 1] == '\\') {
        out.write('\\');
        i++;
      } else {
        out.write(raw[i]);
      }
    }
    return out.toByteArray();
  }

  private static boolean hasBackslash(byte[] raw) {
    for (byte b : raw) {
      if (b == '\\') {
        return true;
      }
    }
    return false;
  }

  private static boolean isOctal(byte[] raw, int at) {
    return at + 2 < raw.length
        && raw[at] >= '0'
        && raw[at] <= '3'
        && raw[at + 1] >= '0'
        && raw[at + 1] <= '7'
        && raw[at + 2] >= '0'
        && raw[at + 2] <= '7';
  }

  /**
   * Writes the name of these bytes as the server spells it.
   *
   * @throws IllegalArgumentException if the name is no UTF-8: the server would store another one
   */
  static void write(byte[] bytes, int from, int to, OutputStream out) throws IOException {
    int plain = from;
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      ascii &= b >= 0;
      if ((b >= 0 && b <= ' ') || b == ':' || b == '\\') {
        out.write(bytes, plain, i - plain);
        out.write('\\');
        out.write('0' + (b >> 6));
        out.write('0' + (b >> 3 & 7));
        out.write('0' + (b & 7));
        plain = i + 1;
      }
    }
    out.write(bytes, plain, to - plain);
    if (!ascii) {
      requireUtf8(new Name(Arrays.copyOfRange(bytes, from, to)));
    }
  }

  private static void requireUtf8(Name name) {
    if (!name.isUtf8()) {
      throw new IllegalArgumentException(
          "a manifest cannot carry a name that is not UTF-8: " + name);
    }
  }
}
