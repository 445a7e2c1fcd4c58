package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A manifest's text passing by: what goes on is the text as the server stores it, without
 * signatures. Its hash is computed, its locators are shown as they came. Nothing is held but one
 * locator. Confined to one thread.
 */
public final class SignatureFilter extends OutputStream {

  /** A longer token is no locator. */
  private static final int MAX_LOCATOR = 16 << 10;

  private static final int MD5_DIGITS = 32;

  private final OutputStream out;
  private final Consumer<String> locators;
  private final MessageDigest md5 = ManifestText.md5();
  private long length;

  /** The beginning of a token that may be a locator. */
  private byte[] held = new byte[256];

  private int heldLength;
  private boolean mayBeLocator;

  /**
   * @param out takes the text without signatures; never closed here
   * @param locators sees each locator of the text, signed or not, in order
   */
  public SignatureFilter(OutputStream out, Consumer<String> locators) {
    this.out = out;
    this.locators = locators;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] text, int offset, int count) throws IOException {
    int end = offset + count;
    int plain = offset;
    for (int i = offset; i < end; i++) {
      byte b = text[i];
      if (b == ' ' || b == '\n') {
        endToken();
        mayBeLocator = b == ' ';
      } else if (mayBeLocator && goesOn(b)) {
        pass(text, plain, i);
        plain = i + 1;
        hold(b);
      } else if (mayBeLocator) {
        mayBeLocator = false;
        passHeld();
      }
    }
    pass(text, plain, end);
  }

  private boolean goesOn(byte b) {
    return heldLength < MD5_DIGITS
        ? HexFormat.isHexDigit(b)
        : heldLength == MD5_DIGITS ? b == '+' : b != ':' && heldLength < MAX_LOCATOR;
  }

  private void hold(byte b) {
    if (heldLength == held.length) {
      held = Arrays.copyOf(held, 2 * heldLength);
    }
    held[heldLength++] = b;
  }

  private void endToken() throws IOException {
    if (heldLength < MD5_DIGITS) {
      passHeld();
      return;
    }
    String locator = new String(held, 0, heldLength, ISO_8859_1);
    heldLength = 0;
    locators.accept(locator);
    out.write(LocatorToken.withoutSignature(locator).getBytes(ISO_8859_1));
    byte[] bare = ManifestText.bare(locator).getBytes(ISO_8859_1);
    count(bare, 0, bare.length);
  }

  private void passHeld() throws IOException {
    pass(held, 0, heldLength);
    heldLength = 0;
  }

  private void pass(byte[] text, int from, int to) throws IOException {
    if (from < to) {
      out.write(text, from, to - from);
      count(text, from, to);
    }
  }

  private void count(byte[] text, int from, int to) {
    md5.update(text, from, to - from);
    length += to - from;
  }

  /** The portable data hash of all that passed; to be asked once, after the end. */
  public String portableDataHash() throws IOException {
    endToken();
    return HexFormat.of().formatHex(md5.digest()) + "+" + length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
