package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a manifest, token by token: the files of one directory and their blocks each. */
final class StreamReader {

  private final ManifestSink sink;
  private final BlockList blocks = new BlockList();
  private final List<Piece> pieces = new ArrayList<>();
  private byte[] directory = PathKeys.ROOT;
  private byte[] told = PathKeys.ROOT;
  private int line = 1;
  private int tokens;
  private boolean anyFile;

  StreamReader(ManifestSink sink) {
    this.sink = sink;
  }

  /** The line that is being read, from 1. */
  int line() {
    return line;
  }

  void token(byte[] token) throws IOException {
    try {
      requireUtf8(token);
      if (tokens == 0) {
        directory = PathKeys.ROOT;
        directory = descend(Escapes.unescape(token), true);
      } else if (indexOf(token, ':', 0) < 0) {
        addBlock(token);
      } else {
        addFilePart(token);
      }
    } catch (IllegalArgumentException e) {
      throw new UnloadableManifestException(line, e.getMessage() + ", token " + tokens);
    }
    tokens++;
  }

  void endLine() throws UnloadableManifestException {
    if (!anyFile) {
      throw new UnloadableManifestException(line, "no files");
    }
    blocks.clear();
    anyFile = false;
    tokens = 0;
    line++;
  }

  private static void requireUtf8(byte[] token) {
    for (byte b : token) {
      if (b < 0) {
        if (!Arrays.equals(token, new String(token, UTF_8).getBytes(UTF_8))) {
          throw new IllegalArgumentException("not UTF-8");
        }
        return;
      }
    }
  }

  private void addBlock(byte[] token) {
    if (anyFile) {
      throw new IllegalArgumentException("a locator after a file");
    }
    blocks.add(new LocatorToken(new String(token, UTF_8)));
  }

  private void addFilePart(byte[] token) throws IOException {
    if (blocks.size() == 0) {
      throw new IllegalArgumentException("no locator before the files");
    }
    int first = indexOf(token, ':', 0);
    int second = indexOf(token, ':', first + 1);
    if (second < 0) {
      throw new IllegalArgumentException("a file token of fewer than three parts");
    }
    anyFile = true;
    long position = number(token, 0, first);
    long length = number(token, first + 1, second);
    if (length > blocks.length() || position > blocks.length() - length) {
      throw new IllegalArgumentException("a range beyond the stream");
    }
    byte[] path = Escapes.unescape(Arrays.copyOfRange(token, second + 1, token.length));
    addFile(path, position, length);
  }

  private void addFile(byte[] path, long position, long length) throws IOException {
    int slash = lastIndexOf(path, '/');
    byte[] parent = slash < 0 ? directory : descend(Arrays.copyOf(path, slash), false);
    byte[] name = Arrays.copyOfRange(path, slash + 1, path.length);
    if (PathKeys.depth(parent) >= ManifestReader.MAX_DEPTH) {
      throw new IllegalArgumentException("a path of too many names");
    }
    if (isDots(name, 0, name.length, 1)) {
      if (length > 0) {
        throw new IllegalArgumentException("bytes for a directory");
      }
      return;
    }
    takePieces(position, length);
    sink.file(PathKeys.child(parent, requireName(name)), pieces, length, line);
  }

  private static long number(byte[] token, int from, int to) {
    long number = Long.parseLong(new String(token, from, to - from, UTF_8));
    if (number < 0) {
      throw new IllegalArgumentException("a negative number");
    }
    return number;
  }

  /**
   * Goes down from this line's directory and tells of each on the way.
   *
   * @param own whether {@code path} is that directory, counted from the root
   */
  private byte[] descend(byte[] path, boolean own) throws IOException {
    byte[] key = own ? PathKeys.ROOT : directory;
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        key = descend(key, path, start, i);
        start = i + 1;
      }
    }
    return key;
  }

  private byte[] descend(byte[] key, byte[] path, int start, int end) throws IOException {
    if (start == end || isDots(path, start, end, 1)) {
      return key;
    }
    if (isDots(path, start, end, 2)) {
      if (key.length == 0) {
        throw new IllegalArgumentException("a path above the root");
      }
      return PathKeys.parent(key);
    }
    if (PathKeys.depth(key) >= ManifestReader.MAX_DEPTH) {
      throw new IllegalArgumentException("a path of too many names");
    }
    byte[] name = requireName(Arrays.copyOfRange(path, start, end));
    byte[] child = PathKeys.child(key, name);
    if (!PathKeys.isWithin(told, child)) {
      sink.directory(child, line);
      told = child;
    }
    return child;
  }

  private static byte[] requireName(byte[] bytes) {
    return Name.isName(bytes) ? bytes : new Name(bytes).bytes();
  }

  private static boolean isDots(byte[] bytes, int start, int end, int count) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != '.') {
        return false;
      }
    }
    return end - start == count;
  }

  private void takePieces(long position, long length) {
    pieces.clear();
    long end = position + length;
    for (int i = blocks.firstEndingAfter(position); i < blocks.size(); i++) {
      long blockStart = i == 0 ? 0 : blocks.end(i - 1);
      if (blockStart >= end) {
        return;
      }
      if (blocks.end(i) > blockStart) {
        long from = Math.max(position, blockStart);
        long to = Math.min(end, blocks.end(i));
        pieces.add(new Piece(blocks.get(i), (int) (from - blockStart), (int) (to - from)));
      }
    }
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(byte[] bytes, char wanted) {
    int i = bytes.length - 1;
    while (i >= 0 && bytes[i] != wanted) {
      i--;
    }
    return i;
  }
}
