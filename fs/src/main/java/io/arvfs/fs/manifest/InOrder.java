package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.util.Map;

/** A tree in memory, told in the order in which the server writes. */
final class InOrder {

  private InOrder() {}

  static void tell(Directory tree, StreamSink sink) throws IOException {
    tell(tree, PathKeys.ROOT, sink);
  }

  private static void tell(Directory directory, byte[] key, StreamSink sink) throws IOException {
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      if (entry.getValue() instanceof RegularFile file) {
        byte[] path = PathKeys.child(key, entry.getKey().bytes());
        sink.file(StreamKeys.file(path), file.pieces());
      }
    }
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      if (entry.getValue() instanceof Directory child) {
        byte[] path = PathKeys.child(key, entry.getKey().bytes());
        sink.directory(StreamKeys.directory(path));
        tell(child, path, sink);
      }
    }
  }
}
