package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one stream, as bytes: a stream may have a million. The last one looked at is kept
 * as a value, because files that follow each other mostly share it.
 */
final class BlockList {

  private byte[] tokens = new byte[1 << 10];
  private int[] tokenEnds = new int[8];
  private long[] ends = new long[8];
  private int size;
  private int last = -1;
  private @Nullable LocatorToken lastBlock;

  void clear() {
    size = 0;
    last = -1;
  }

  int size() {
    return size;
  }

  /** Adds the block that {@code token} names; it has been found to be one. */
  void add(LocatorToken token) {
    byte[] text = token.text().getBytes(ISO_8859_1);
    int start = size == 0 ? 0 : tokenEnds[size - 1];
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      tokenEnds = Arrays.copyOf(tokenEnds, 2 * size);
    }
    if (start + text.length > tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, start + text.length));
    }
    System.arraycopy(text, 0, tokens, start, text.length);
    ends[size] = length() + token.size();
    tokenEnds[size] = start + text.length;
    size++;
  }

  /** The bytes of all blocks together. */
  long length() {
    return size == 0 ? 0 : ends[size - 1];
  }

  /** Where in the stream the block ends. */
  long end(int index) {
    return ends[index];
  }

  LocatorToken get(int index) {
    LocatorToken known = lastBlock;
    if (known != null && last == index) {
      return known;
    }
    int start = index == 0 ? 0 : tokenEnds[index - 1];
    LocatorToken block =
        new LocatorToken(new String(tokens, start, tokenEnds[index] - start, ISO_8859_1));
    last = index;
    lastBlock = block;
    return block;
  }

  /** The first block that ends after {@code position}; ends never fall, so halving finds it. */
  int firstEndingAfter(long position) {
    int low = 0;
    int high = size;
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
}
