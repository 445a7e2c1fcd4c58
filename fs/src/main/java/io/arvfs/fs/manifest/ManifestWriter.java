package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Tree to text, byte for byte as the server writes it (prediction page, section 5). Whether two
 * neighbouring pieces share a block in the list depends on the whole locator string, signature
 * included, in both forms; they differ in what is then written.
 */
public final class ManifestWriter {

  private static final ManifestWriter SIGNED = new ManifestWriter(UnaryOperator.identity());
  private static final ManifestWriter UNSIGNED = new ManifestWriter(LocatorToken::withoutSignature);

  /** A file or an empty directory's mark in place of bytes. */
  private static final String NO_BYTES = " 0:0:";

  private final UnaryOperator<LocatorToken> form;

  private ManifestWriter(UnaryOperator<LocatorToken> form) {
    this.form = form;
  }

  /** The writer that keeps signatures. */
  public static ManifestWriter signed() {
    return SIGNED;
  }

  /** The writer that leaves signatures out, as the server stores texts. */
  public static ManifestWriter unsigned() {
    return UNSIGNED;
  }

  /**
   * The manifest of {@code tree}.
   *
   * @throws IllegalArgumentException if a name is no UTF-8
   */
  public ManifestText write(Directory tree) {
    StringBuilder out = new StringBuilder();
    if (!tree.isEmpty()) {
      write(tree, ".", out);
    }
    return new ManifestText(out.toString());
  }

  private void write(Directory directory, String prefix, StringBuilder out) {
    if (directory.isEmpty()) {
      out.append(prefix).append(' ').append(LocatorToken.EMPTY_BLOCK.text());
      out.append(NO_BYTES).append("\\056\n");
      return;
    }
    Stream stream = new Stream();
    directory.entries().forEach(stream::addIfFile);
    stream.writeTo(out, prefix);
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      if (entry.getValue() instanceof Directory child) {
        write(child, prefix + "/" + Escapes.escape(entry.getKey()), out);
      }
    }
  }

  /** One line as it grows: its block list, and its file tokens in the order of names. */
  private final class Stream {

    private final List<LocatorToken> blocks = new ArrayList<>();
    private final StringBuilder files = new StringBuilder();
    private long length;

    void addIfFile(Name name, Node node) {
      if (node instanceof RegularFile file) {
        add(":" + Escapes.escape(name), file);
      }
    }

    private void add(String suffix, RegularFile file) {
      if (file.pieces().isEmpty()) {
        files.append(" 0:0").append(suffix);
        return;
      }
      long tokenStart = -1;
      long tokenEnd = -1;
      for (Piece piece : file.pieces()) {
        long position = blockStart(piece.locator()) + piece.offset();
        if (position != tokenEnd) {
          appendToken(tokenStart, tokenEnd, suffix);
          tokenStart = position;
        }
        tokenEnd = position + piece.length();
      }
      appendToken(tokenStart, tokenEnd, suffix);
    }

    private void appendToken(long start, long end, String suffix) {
      if (start >= 0) {
        files.append(' ').append(start).append(':').append(end - start).append(suffix);
      }
    }

    /** Where the block begins in the stream; it is listed unless it is the last one listed. */
    private long blockStart(LocatorToken block) {
      if (blocks.isEmpty() || !blocks.getLast().equals(block)) {
        blocks.add(block);
        length += block.size();
      }
      return length - block.size();
    }

    void writeTo(StringBuilder out, String prefix) {
      if (files.isEmpty()) {
        return;
      }
      out.append(prefix);
      if (blocks.isEmpty()) {
        blocks.add(LocatorToken.EMPTY_BLOCK);
      }
      for (LocatorToken block : blocks) {
        out.append(' ').append(form.apply(block).text());
      }
      out.append(files).append('\n');
    }
  }
}
