package io.arvfs.fs.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One line of a manifest on its way into a tree: the files of one directory and their blocks. */
final class StreamReader {

  private final LoadingTree tree;
  private final int line;
  private final List<LocatorToken> blocks = new ArrayList<>();
  private final Map<String, Optional<LoadingTree.Growing>> files = new HashMap<>();
  private long[] ends = new long[8];
  private List<byte[]> directory = List.of();
  private boolean anyFile;

  StreamReader(LoadingTree tree, int line) {
    this.tree = tree;
    this.line = line;
  }

  void read(String stream) throws UnloadableManifestException {
    String[] tokens = stream.split(" ", -1);
    directory = split(Escapes.unescape(tokens[0]));
    for (int i = 1; i < tokens.length; i++) {
      String token = tokens[i];
      try {
        if (token.indexOf(':') < 0) {
          addBlock(token);
        } else {
          addFilePart(token);
        }
      } catch (IllegalArgumentException e) {
        throw new UnloadableManifestException(line, e.getMessage() + ", token " + i);
      }
    }
    if (!anyFile) {
      throw new UnloadableManifestException(line, "no files");
    }
  }

  private void addBlock(String token) {
    if (anyFile) {
      throw new IllegalArgumentException("a locator after a file");
    }
    LocatorToken block = new LocatorToken(token);
    if (blocks.size() == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[blocks.size()] = streamLength() + block.size();
    blocks.add(block);
  }

  private long streamLength() {
    return blocks.isEmpty() ? 0 : ends[blocks.size() - 1];
  }

  private void addFilePart(String token) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("no locator before the files");
    }
    String[] parts = token.split(":", 3);
    if (parts.length < 3) {
      throw new IllegalArgumentException("a file token of fewer than three parts");
    }
    anyFile = true;
    long position = number(parts[0]);
    long length = number(parts[1]);
    if (length > streamLength() || position > streamLength() - length) {
      throw new IllegalArgumentException("a range beyond the stream");
    }
    Optional<LoadingTree.Growing> file = files.computeIfAbsent(parts[2], this::file);
    if (file.isPresent()) {
      addPieces(file.get().pieces(), position, length);
    } else if (length > 0) {
      throw new IllegalArgumentException("bytes for a directory");
    }
  }

  private static long number(String digits) {
    long number = Long.parseLong(digits);
    if (number < 0) {
      throw new IllegalArgumentException("a negative number");
    }
    return number;
  }

  private Optional<LoadingTree.Growing> file(String escaped) {
    List<byte[]> components = new ArrayList<>(directory);
    components.addAll(split(Escapes.unescape(escaped)));
    return tree.file(components);
  }

  private void addPieces(List<Piece> pieces, long position, long length) {
    long end = position + length;
    for (int i = firstEndingAfter(position); i < blocks.size(); i++) {
      LocatorToken block = blocks.get(i);
      long blockStart = ends[i] - block.size();
      if (blockStart >= end) {
        return;
      }
      if (block.size() > 0) {
        long from = Math.max(position, blockStart);
        long to = Math.min(end, ends[i]);
        pieces.add(new Piece(block, (int) (from - blockStart), (int) (to - from)));
      }
    }
  }

  /** The first block that ends after {@code position}; ends never fall, so halving finds it. */
  private int firstEndingAfter(long position) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static List<byte[]> split(byte[] path) {
    List<byte[]> components = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        components.add(Arrays.copyOfRange(path, start, i));
        start = i + 1;
      }
    }
    return components;
  }
}
