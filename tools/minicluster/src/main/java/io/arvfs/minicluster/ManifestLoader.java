package io.arvfs.minicluster;

import io.arvfs.minicluster.TreeNode.Directory;
import io.arvfs.minicluster.TreeNode.File;
import io.arvfs.minicluster.TreeNode.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text to tree, with the strictness of the controller's loader: sizes are required, ranges must
 * fit, a path is a file or a directory. Stricter than {@link ManifestGrammar} on purpose; the gap
 * is the real server's.
 */
final class ManifestLoader {

  private final Directory root = new Directory();

  private ManifestLoader() {}

  /** {@code text} could not be loaded. */
  static final class UnloadableManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    UnloadableManifestException(String message) {
      super(message);
    }
  }

  static Directory load(String unicode) throws UnloadableManifestException {
    String text = ByteText.fromUnicode(unicode);
    ManifestLoader loader = new ManifestLoader();
    if (text.isEmpty()) {
      return loader.root;
    }
    if (!text.endsWith("\n")) {
      throw new UnloadableManifestException("no newline at the end");
    }
    int number = 0;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      loader.line(text.substring(at, end), ++number);
      at = end + 1;
    }
    return loader.root;
  }

  private void line(String line, int number) throws UnloadableManifestException {
    String[] tokens = line.split(" ", -1);
    Stream stream = new Stream(number);
    int at = 1;
    for (; at < tokens.length && tokens[at].indexOf(':') < 0; at++) {
      stream.add(tokens[at]);
    }
    if (at == 1 || at == tokens.length) {
      throw new UnloadableManifestException("line " + number + ": no blocks or no files");
    }
    String prefix = ByteText.unescape(tokens[0]);
    for (; at < tokens.length; at++) {
      file(prefix, tokens[at], stream);
    }
  }

  private void file(String prefix, String token, Stream stream) throws UnloadableManifestException {
    String[] parts = token.split(":", 3);
    if (parts.length < 3) {
      throw stream.bad("locator after a file token: " + token);
    }
    long position = stream.number(parts[0]);
    long length = stream.number(parts[1]);
    String path = prefix + "/" + ByteText.unescape(parts[2]);
    File file = open(path, length, stream);
    if (file != null) {
      stream.append(position, length, file.segments());
    }
  }

  private @Nullable File open(String path, long length, Stream stream)
      throws UnloadableManifestException {
    String[] components = path.split("/", -1);
    List<Directory> way = new ArrayList<>(List.of(root));
    for (int i = 0; i < components.length - 1; i++) {
      descend(way, components[i], stream);
    }
    String last = components[components.length - 1];
    if (last.isEmpty() || last.equals("..")) {
      throw stream.bad("invalid file name in " + path);
    }
    TreeNode there = last.equals(".") ? way.getLast() : way.getLast().entries().get(last);
    if (there instanceof Directory && length != 0) {
      throw stream.bad("a directory and a file at " + path);
    }
    if (there instanceof Directory) {
      return null;
    }
    return (File) way.getLast().entries().computeIfAbsent(last, _ -> new File());
  }

  private static void descend(List<Directory> way, String name, Stream stream)
      throws UnloadableManifestException {
    if (name.equals("..")) {
      if (way.size() == 1) {
        throw stream.bad("path above the root");
      }
      way.removeLast();
    } else if (!name.isEmpty() && !name.equals(".")) {
      Directory next = way.getLast().child(name);
      if (next == null) {
        throw stream.bad("a file in the place of a directory: " + name);
      }
      way.add(next);
    }
  }

  /** The blocks of one line, and where each begins. */
  private static final class Stream {

    private final int line;
    private final List<String> locators = new ArrayList<>();
    private long[] starts = new long[8];

    Stream(int line) {
      this.line = line;
    }

    UnloadableManifestException bad(String what) {
      return new UnloadableManifestException("line " + line + ": " + what);
    }

    void add(String locator) throws UnloadableManifestException {
      String[] parts = locator.split("\\+", 3);
      if (parts.length < 2) {
        throw bad("locator without size: " + locator);
      }
      long size = number(parts[1]);
      if (size > Integer.MAX_VALUE) {
        throw bad("block too large: " + locator);
      }
      int count = locators.size();
      if (count + 2 > starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      locators.add(locator);
      starts[count + 1] = starts[count] + size;
    }

    long number(String digits) throws UnloadableManifestException {
      boolean decimal = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!decimal || digits.length() > 18) {
        throw bad("not a number: " + digits);
      }
      return Long.parseLong(digits);
    }

    void append(long position, long length, List<Segment> out) throws UnloadableManifestException {
      long end = position + length;
      int count = locators.size();
      if (end > starts[count]) {
        throw bad("range beyond the end of the stream");
      }
      for (int i = blockAt(position); i < count && starts[i] <= end; i++) {
        long from = Math.max(position, starts[i]);
        long to = Math.min(end, starts[i + 1]);
        boolean insideWithoutLength = length == 0 && starts[i] < position && end < starts[i + 1];
        if (from < to || insideWithoutLength) {
          int size = (int) (starts[i + 1] - starts[i]);
          out.add(new Segment(locators.get(i), size, (int) (from - starts[i]), (int) (to - from)));
        }
      }
    }

    /** The first block that could hold {@code position}; never one that begins after it. */
    private int blockAt(long position) {
      int found = Arrays.binarySearch(starts, 0, locators.size(), position);
      int at = found < 0 ? Math.max(0, -found - 2) : found;
      while (at > 0 && starts[at - 1] == starts[at]) {
        at--;
      }
      return at;
    }
  }
}
