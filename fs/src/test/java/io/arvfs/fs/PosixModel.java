package io.arvfs.fs;

import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file system as POSIX has it, as plain as can be: maps and arrays. Refusals are an errno. */
final class PosixModel {

  /** A file or a directory; {@code bytes} is null for a directory. */
  static final class Node {
    final Map<Name, Node> children = new TreeMap<>();
    final Ino ino;
    byte @Nullable [] bytes;
    @Nullable Node parent;
    int handles;

    Node(Ino ino, byte @Nullable [] bytes) {
      this.ino = ino;
      this.bytes = bytes;
    }

    boolean isDirectory() {
      return bytes == null;
    }
  }

  private final Node root = new Node(Ino.ROOT, null);

  /** Every inode that somebody can reach, by name or by handle. */
  private final Map<Ino, Node> nodes = new HashMap<>(Map.of(Ino.ROOT, root));

  Node root() {
    return root;
  }

  Map<Ino, Node> nodes() {
    return nodes;
  }

  private Optional<Errno> enter(Ino parent, Name name) {
    Node directory = nodes.get(parent);
    if (directory == null) {
      return Optional.of(Errno.ENOENT);
    } else if (!directory.isDirectory()) {
      return Optional.of(Errno.ENOTDIR);
    }
    return directory.children.containsKey(name) ? Optional.of(Errno.EEXIST) : Optional.empty();
  }

  /** Makes a file or a directory, whose number will be {@code ino}. */
  Optional<Errno> make(Ino ino, Ino parent, Name name, boolean directory) {
    Optional<Errno> refusal = enter(parent, name);
    if (refusal.isEmpty()) {
      Node made = new Node(ino, directory ? null : new byte[0]);
      nodes.put(ino, made);
      link(nodes.get(parent), name, made);
    }
    return refusal;
  }

  private static void link(@Nullable Node parent, Name name, Node node) {
    if (parent != null) {
      parent.children.put(name, node);
      node.parent = parent;
    }
  }

  private void unlink(Node parent, Name name) {
    Node node = parent.children.remove(name);
    if (node != null) {
      node.parent = null;
      forget(node);
    }
  }

  private void forget(Node node) {
    if (node.parent == null && node.handles == 0) {
      nodes.remove(node.ino);
    }
  }

  private @Nullable Node child(Ino parent, Name name) {
    Node directory = nodes.get(parent);
    return directory == null ? null : directory.children.get(name);
  }

  Optional<Errno> remove(Ino parent, Name name, boolean directory) {
    Node node = child(parent, name);
    if (node == null) {
      return Optional.of(Errno.ENOENT);
    } else if (node.isDirectory() != directory) {
      return Optional.of(directory ? Errno.ENOTDIR : Errno.EISDIR);
    } else if (!node.children.isEmpty()) {
      return Optional.of(Errno.ENOTEMPTY);
    }
    unlink(nodes.getOrDefault(parent, root), name);
    return Optional.empty();
  }

  Optional<Errno> rename(Ino parent, Name name, Ino newParent, Name newName, boolean replace) {
    Node moving = child(parent, name);
    Node into = nodes.get(newParent);
    if (moving == null || into == null) {
      return Optional.of(Errno.ENOENT);
    } else if (!into.isDirectory()) {
      return Optional.of(Errno.ENOTDIR);
    } else if (isWithin(into, moving)) {
      return Optional.of(Errno.EINVAL);
    }
    Node target = into.children.get(newName);
    if (target != null && !replace) {
      return Optional.of(Errno.EEXIST);
    } else if (target != null && target.equals(moving)) {
      return Optional.empty();
    }
    Optional<Errno> clash = target == null ? Optional.empty() : clash(moving, target);
    if (clash.isEmpty()) {
      unlink(into, newName);
      nodes.getOrDefault(parent, root).children.remove(name);
      link(into, newName, moving);
    }
    return clash;
  }

  private static Optional<Errno> clash(Node moving, Node target) {
    if (moving.isDirectory() != target.isDirectory()) {
      return Optional.of(moving.isDirectory() ? Errno.ENOTDIR : Errno.EISDIR);
    }
    return target.children.isEmpty() ? Optional.empty() : Optional.of(Errno.ENOTEMPTY);
  }

  private static boolean isWithin(Node node, Node ancestor) {
    for (Node at = node; at != null; at = at.parent) {
      if (at.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  Optional<Errno> write(Ino ino, long offset, boolean append, byte[] data) {
    Node node = nodes.get(ino);
    if (node == null) {
      return Optional.of(Errno.ESTALE);
    }
    byte[] old = node.bytes;
    if (old == null) {
      return Optional.of(Errno.EISDIR);
    }
    int at = append ? old.length : (int) offset;
    byte[] now = Arrays.copyOf(old, Math.max(old.length, at + data.length));
    System.arraycopy(data, 0, now, at, data.length);
    node.bytes = now;
    return Optional.empty();
  }

  Optional<Errno> truncate(Ino ino, int length) {
    Node node = nodes.get(ino);
    if (node == null) {
      return Optional.of(Errno.ESTALE);
    }
    byte[] old = node.bytes;
    if (old == null) {
      return Optional.of(Errno.EISDIR);
    }
    node.bytes = Arrays.copyOf(old, length);
    return Optional.empty();
  }

  boolean open(Ino ino) {
    Node node = nodes.get(ino);
    if (node == null || node.isDirectory()) {
      return false;
    }
    node.handles++;
    return true;
  }

  boolean release(Ino ino) {
    Node node = nodes.get(ino);
    if (node == null || node.handles == 0) {
      return false;
    }
    node.handles--;
    if (!node.equals(root)) {
      forget(node);
    }
    return true;
  }

  /** The process died: nobody holds anything open. */
  void closeAll() {
    for (Node node : java.util.List.copyOf(nodes.values())) {
      node.handles = 0;
      if (!node.equals(root)) {
        forget(node);
      }
    }
  }
}
