package io.arvfs.fs.manifest;

import java.io.IOException;
import java.util.List;

/** Finds out whether a text is in the order in which the server writes. Confined to one thread. */
public final class OrderCheck implements ManifestSink {

  private final StreamOrder order = new StreamOrder(new Nowhere());
  private boolean inOrder = true;

  @Override
  public void directory(byte[] key, int line) throws IOException {
    check(() -> order.directory(key, line));
  }

  @Override
  public void file(byte[] key, List<Piece> pieces, long length, int line) throws IOException {
    check(() -> order.file(key, List.of(), length, line));
  }

  private interface Telling {
    void run() throws IOException;
  }

  private void check(Telling telling) throws IOException {
    if (inOrder) {
      try {
        telling.run();
      } catch (OutOfOrderException _) {
        inOrder = false;
      }
    }
  }

  /** Whether all that was told was in order. */
  public boolean isInOrder() {
    return inOrder;
  }

  private static final class Nowhere implements StreamSink {

    @Override
    public void directory(byte[] key) {
      // Only the order counts.
    }

    @Override
    public void file(byte[] key, List<Piece> pieces) {
      // Only the order counts.
    }
  }
}
