package io.arvfs.fs.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text to tree, by the rules of the server's loader: what it accepts is accepted, what it refuses
 * is refused (prediction page, section 3). Beyond that, names of more than 255 bytes or with a zero
 * byte and paths of more than {@link #MAX_DEPTH} names are refused, because no file system can show
 * them.
 */
public final class ManifestReader {

  /** The most names a path may have: no more fit into the longest path that Linux takes. */
  public static final int MAX_DEPTH = 2048;

  private ManifestReader() {}

  /**
   * The tree that {@code text} spells.
   *
   * @throws UnloadableManifestException if it spells none
   */
  public static Directory read(String text) throws UnloadableManifestException {
    LoadingTree tree = new LoadingTree();
    int line = 1;
    for (int start = 0; start < text.length(); line++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        throw new UnloadableManifestException(line, "no newline at the end");
      }
      new StreamReader(tree, line).read(text.substring(start, end));
      start = end + 1;
    }
    return tree.freeze();
  }

  /**
   * The tree that the text of these bytes spells.
   *
   * @throws UnloadableManifestException if it spells none or is no UTF-8
   */
  public static Directory read(byte[] text) throws UnloadableManifestException {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
    } catch (CharacterCodingException e) {
      UnloadableManifestException unloadable = new UnloadableManifestException(1, "not UTF-8");
      unloadable.initCause(e);
      throw unloadable;
    }
  }
}
