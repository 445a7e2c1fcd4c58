package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tree to text, byte for byte as the server writes it (prediction page, section 5). Whether two
 * neighbouring pieces share a block in the list depends on the whole locator string, signature
 * included, in both forms; they differ in what is then written.
 */
public final class ManifestWriter {

  private static final ManifestWriter SIGNED = new ManifestWriter(UnaryOperator.identity());
  private static final ManifestWriter UNSIGNED = new ManifestWriter(LocatorToken::withoutSignature);

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
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(tree, out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return new ManifestText(out.toString(UTF_8));
  }

  /** Writes the manifest of {@code tree} to {@code out}. */
  public void write(Directory tree, OutputStream out) throws IOException {
    StreamWriter writer = new StreamWriter(out, form, Sameness.OF_TEXTS, Overflow.inMemory());
    InOrder.tell(
        tree,
        new StreamSink() {
          @Override
          public void directory(byte[] key) throws IOException {
            writer.directory(key);
          }

          @Override
          public void file(byte[] key, List<Piece> pieces) throws IOException {
            writer.file(key, pieces, 0);
          }
        });
    writer.end();
  }
}
