package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths of a collection that something is about: those added, all below them, and the
 * directories above. What trees have in common elsewhere need not be in memory to compare or
 * combine them. Confined to one thread.
 */
public final class Selection {

  /** Path keys as strings, a byte a character: they hash faster. */
  private final Set<String> whole = new HashSet<>();

  private final Set<String> above = new HashSet<>();

  /** Selects {@code path} and all below it. */
  public void add(ManifestPath path) {
    byte[] key = PathKeys.of(path);
    if (whole.add(text(key))) {
      byte[] parent = key;
      do {
        parent = PathKeys.parent(parent);
      } while (above.add(text(parent)) && parent.length > 0);
    }
  }

  private static String text(byte[] key) {
    return new String(key, ISO_8859_1);
  }

  /** Whether everything at {@code path} and below it is selected. */
  public boolean isWhole(ManifestPath path) {
    return isWhole(PathKeys.of(path));
  }

  private boolean isWhole(byte[] key) {
    byte[] at = key;
    while (at.length > 0 && !whole.contains(text(at))) {
      at = PathKeys.parent(at);
    }
    return at.length > 0 || whole.contains("");
  }

  /** Takes a text's selected paths. */
  public final class Taking implements ManifestSink {

    private final LoadingTree tree = new LoadingTree();
    private byte[] directory = PathKeys.ROOT;
    private boolean inWhole = isWhole(PathKeys.ROOT);

    private Taking() {}

    @Override
    public void directory(byte[] key, int line) {
      enter(key);
      if (inWhole || above.contains(text(key))) {
        tree.directory(key, line);
      }
    }

    private void enter(byte[] key) {
      directory = key;
      inWhole = isWhole(key);
    }

    @Override
    public void file(byte[] key, List<Piece> pieces, long length, int line) {
      int parent = Math.max(0, PathKeys.nameStart(key) - 1);
      if (!Arrays.equals(key, 0, parent, directory, 0, directory.length)) {
        enter(Arrays.copyOf(key, parent));
      }
      if (inWhole || isNamed(text(key))) {
        tree.file(key, pieces, length, line);
      }
    }

    private boolean isNamed(String key) {
      return whole.contains(key) || above.contains(key);
    }

    /** What was selected of what was told. */
    public Directory tree() {
      return tree.freeze();
    }
  }

  /** To be told a text. */
  public Taking taking() {
    return new Taking();
  }

  /** What is selected of {@code text}. */
  public Directory of(ManifestSource text) throws IOException {
    Taking taking = taking();
    text.read(taking);
    return taking.tree();
  }
}
