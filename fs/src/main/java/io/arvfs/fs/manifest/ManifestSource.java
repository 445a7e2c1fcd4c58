package io.arvfs.fs.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A manifest's text that can be read again and again, without being held. */
public interface ManifestSource {

  /**
   * Tells what the text says, in its order.
   *
   * @throws UnloadableManifestException if it spells no tree
   */
  void read(ManifestSink sink) throws IOException;

  /** Tells what the text says, each path once, in the order in which the server writes. */
  void readInOrder(StreamSink sink) throws IOException;

  /** A text that is in memory anyway. */
  static ManifestSource of(ManifestText text) {
    byte[] bytes = text.text().getBytes(UTF_8);
    return new ManifestSource() {
      @Override
      public void read(ManifestSink sink) throws IOException {
        ManifestReader.read(new ByteArrayInputStream(bytes), sink);
      }

      @Override
      public void readInOrder(StreamSink sink) throws IOException {
        LoadingTree tree = new LoadingTree();
        read(tree);
        InOrder.tell(tree.freeze(), sink);
      }
    };
  }
}
