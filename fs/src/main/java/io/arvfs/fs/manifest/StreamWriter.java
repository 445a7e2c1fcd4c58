package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Text as the server writes it (prediction page, section 5), from paths in the order of {@link
 * StreamKeys}, each once. Directories that hold something need not be told. Whether two
 * neighbouring pieces share a block in the list is asked of a {@link Sameness}. Memory is what the
 * files of one line are told in, or less, if there is scratch space for it. Confined to one thread.
 */
public final class StreamWriter {

  /** A file or an empty directory's mark in place of bytes. */
  private static final String NO_BYTES = " 0:0:";

  private final OutputStream out;
  private final UnaryOperator<LocatorToken> form;
  private final Sameness sameness;
  private final Overflow files;

  private byte[] directory = StreamKeys.ROOT;
  private boolean empty;
  private boolean inLine;
  private @Nullable LocatorToken last;
  private int lastOrigin;
  private long length;

  /**
   * @param out takes the text; never closed here
   * @param form how a locator is written
   * @param files holds the end of a line while its beginning is written
   */
  StreamWriter(
      OutputStream out, UnaryOperator<LocatorToken> form, Sameness sameness, Overflow files) {
    this.out = out;
    this.form = form;
    this.sameness = sameness;
    this.files = files;
  }

  /** A writer that leaves signatures out, as the server stores texts. */
  public static StreamWriter unsigned(OutputStream out, Sameness sameness, Overflow files) {
    return new StreamWriter(out, LocatorToken::withoutSignature, sameness, files);
  }

  /** A writer that keeps signatures. */
  public static StreamWriter signed(OutputStream out, Overflow files) {
    return new StreamWriter(out, UnaryOperator.identity(), Sameness.OF_TEXTS, files);
  }

  /** A directory is there, perhaps with nothing in it. */
  public void directory(byte[] key) throws IOException {
    if (!Arrays.equals(key, directory)) {
      enter(key);
      empty = true;
    }
  }

  /** A file, whose pieces' locators come from {@code origin}. */
  public void file(byte[] key, List<Piece> pieces, int origin) throws IOException {
    int name = StreamKeys.lastStart(key) + 1;
    if (name - 1 != directory.length || !StreamKeys.isWithin(key, directory)) {
      enter(Arrays.copyOf(key, name - 1));
    }
    empty = false;
    if (!inLine) {
      inLine = true;
      writePrefix();
    }
    write(pieces, origin, key, name);
  }

  private void enter(byte[] next) throws IOException {
    endLine();
    if (empty && !StreamKeys.isWithin(next, directory)) {
      writePrefix();
      write(" " + LocatorToken.EMPTY_BLOCK.text() + NO_BYTES + "\\056\n");
    }
    empty = false;
    directory = next;
  }

  /** Nothing comes after. */
  public void end() throws IOException {
    endLine();
    if (empty) {
      // Any other place ends it; no name begins with this.
      enter(new byte[] {Byte.MAX_VALUE});
    }
  }

  private void endLine() throws IOException {
    if (!inLine) {
      return;
    }
    if (last == null) {
      write(" " + LocatorToken.EMPTY_BLOCK.text());
    }
    files.drain(out);
    out.write('\n');
    inLine = false;
    last = null;
    length = 0;
  }

  private void writePrefix() throws IOException {
    out.write('.');
    int start = 1;
    for (int i = 1; i < directory.length; i++) {
      if (directory[i] == 0) {
        out.write('/');
        Escapes.write(directory, start, i, out);
        start = i + 2;
        i++;
      }
    }
  }

  private void write(List<Piece> pieces, int origin, byte[] key, int name) throws IOException {
    if (pieces.isEmpty()) {
      files.write(NO_BYTES.getBytes(US_ASCII));
      Escapes.write(key, name, key.length - 1, files);
      return;
    }
    long tokenStart = -1;
    long tokenEnd = -1;
    for (Piece piece : pieces) {
      long position = blockStart(piece.locator(), origin) + piece.offset();
      if (position != tokenEnd) {
        writeToken(tokenStart, tokenEnd, key, name);
        tokenStart = position;
      }
      tokenEnd = position + piece.length();
    }
    writeToken(tokenStart, tokenEnd, key, name);
  }

  private void writeToken(long start, long end, byte[] key, int name) throws IOException {
    if (start >= 0) {
      files.write((" " + start + ":" + (end - start) + ":").getBytes(US_ASCII));
      Escapes.write(key, name, key.length - 1, files);
    }
  }

  /** Where the block begins in the stream; it is listed unless it is the last one listed. */
  private long blockStart(LocatorToken block, int origin) throws IOException {
    LocatorToken before = last;
    if (before == null || !sameness.same(lastOrigin, before, origin, block)) {
      write(" " + form.apply(block).text());
      last = block;
      lastOrigin = origin;
      length += block.size();
    }
    return length - block.size();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }
}
