package io.arvfs.mount;

import io.arvfs.journal.event.Ino;
import io.arvfs.mount.fuse.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Directories that were removed while somebody may stand in one or hold one open: as on a local
 * disk they still tell what they are, with no name and nothing in them. Until the kernel forgets
 * them; of many the newest. Thread-safe.
 */
final class RemovedDirectories {

  private static final int MOST = 1024;

  private final Map<Ino, Node> nodes = new LinkedHashMap<>();

  synchronized void add(Node directory) {
    nodes.put(directory.ino(), directory.withoutName());
    if (nodes.size() > MOST) {
      nodes.remove(nodes.keySet().iterator().next());
    }
  }

  synchronized Optional<Node> get(Ino ino) {
    return Optional.ofNullable(nodes.get(ino));
  }

  synchronized void forget(Ino ino) {
    nodes.remove(ino);
  }
}
