package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Text to tree, by the rules of the server's loader: what it accepts is accepted, what it refuses
 * is refused (prediction page, section 3). Beyond that, names of more than 255 bytes or with a zero
 * byte and paths of more than {@link #MAX_DEPTH} names are refused, because no file system can show
 * them.
 */
public final class ManifestReader {

  /** The most names a path may have: no more fit into the longest path that Linux takes. */
  public static final int MAX_DEPTH = 2048;

  /** The longest token in bytes: the longest path has no more, were each of its bytes escaped. */
  private static final int MAX_TOKEN = 4 << 20;

  private static final int WINDOW = 64 << 10;

  private ManifestReader() {}

  /**
   * The tree that {@code text} spells.
   *
   * @throws UnloadableManifestException if it spells none
   */
  public static Directory read(String text) throws UnloadableManifestException {
    return read(text.getBytes(UTF_8));
  }

  /**
   * The tree that the text of these bytes spells.
   *
   * @throws UnloadableManifestException if it spells none or is no UTF-8
   */
  public static Directory read(byte[] text) throws UnloadableManifestException {
    LoadingTree tree = new LoadingTree();
    try {
      read(new ByteArrayInputStream(text), tree);
    } catch (UnloadableManifestException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return tree.freeze();
  }

  /**
   * Tells {@code sink} what {@code text} says, with no more of it in memory than a token and the
   * blocks of one stream.
   *
   * @throws UnloadableManifestException if it spells no tree; what the sink finds out by itself may
   *     be missing here
   */
  public static void read(InputStream text, ManifestSink sink) throws IOException {
    StreamReader streams = new StreamReader(sink);
    byte[] window = new byte[WINDOW];
    int kept = 0;
    boolean inLine = false;
    for (int count = read(text, window, kept); count > 0; count = read(text, window, kept)) {
      int start = 0;
      for (int i = kept; i < kept + count; i++) {
        if (window[i] == ' ' || window[i] == '\n') {
          streams.token(Arrays.copyOfRange(window, start, i));
          inLine = window[i] == ' ';
          start = i + 1;
          if (!inLine) {
            streams.endLine();
          }
        }
      }
      kept = kept + count - start;
      System.arraycopy(window, start, window, 0, kept);
      if (kept == window.length) {
        window = longer(window, streams.line());
      }
    }
    if (kept > 0 || inLine) {
      throw new UnloadableManifestException(streams.line(), "no newline at the end");
    }
  }

  private static int read(InputStream text, byte[] window, int kept) throws IOException {
    return text.read(window, kept, window.length - kept);
  }

  private static byte[] longer(byte[] window, int line) throws UnloadableManifestException {
    if (window.length >= MAX_TOKEN) {
      throw new UnloadableManifestException(line, "a token of more than " + MAX_TOKEN + " bytes");
    }
    return Arrays.copyOf(window, 2 * window.length);
  }
}
