package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file system of inodes, as plain as can be, that knows what became of each since it began: the
 * source of {@link LocalChange} records. What cannot be done is not done.
 */
final class InodeModel {

  private static final class Inode {
    final Map<Name, Inode> children = new TreeMap<>();
    @Nullable RegularFile content;
    @Nullable Inode parent;
    @Nullable Name name;
    @Nullable ManifestPath basePath;
    @Nullable Inode baseParent;
    @Nullable RegularFile baseContent;

    boolean isDirectory() {
      return content == null;
    }
  }

  private final Inode root = new Inode();
  private final List<Inode> inodes = new ArrayList<>();

  InodeModel(Directory base) {
    addEntries(root, base);
    for (Inode inode : inodes) {
      inode.basePath = path(inode);
      inode.baseParent = inode.parent;
      inode.baseContent = inode.content;
    }
  }

  private void addEntries(Inode parent, Directory directory) {
    directory.entries().forEach((name, node) -> add(parent, name, node));
  }

  private void add(Inode parent, Name name, Node node) {
    Inode inode = new Inode();
    inodes.add(inode);
    link(parent, name, inode);
    switch (node) {
      case RegularFile file -> inode.content = file;
      case Directory directory -> addEntries(inode, directory);
    }
  }

  private static void link(Inode parent, Name name, Inode inode) {
    parent.children.put(name, inode);
    inode.parent = parent;
    inode.name = name;
  }

  private static void unlink(Inode inode) {
    if (inode.parent != null && inode.name != null) {
      inode.parent.children.remove(inode.name);
    }
    inode.parent = null;
    inode.name = null;
  }

  /** Makes a file or a directory with all in it, unless the name is taken. */
  void make(ManifestPath path, Node node) {
    Inode parent = find(path.parent().orElseThrow());
    if (parent != null && parent.isDirectory() && !parent.children.containsKey(path.name())) {
      add(parent, path.name(), node);
    }
  }

  /** Gives a file other content. */
  void write(ManifestPath path, RegularFile content) {
    Inode inode = find(path);
    if (inode != null && !inode.isDirectory()) {
      inode.content = content;
    }
  }

  /** Removes a file, or a directory with all in it. */
  void remove(ManifestPath path) {
    Inode inode = find(path);
    if (inode != null && inode != root) {
      removeAll(inode);
    }
  }

  private static void removeAll(Inode inode) {
    List.copyOf(inode.children.values()).forEach(InodeModel::removeAll);
    unlink(inode);
  }

  /** Renames, replacing what has the new name, with all in it. */
  void move(ManifestPath from, ManifestPath to) {
    Inode inode = find(from);
    Inode parent = find(to.parent().orElseThrow());
    if (inode == null
        || parent == null
        || !parent.isDirectory()
        || to.startsWith(from)
        || from.startsWith(to)) {
      return;
    }
    remove(to);
    unlink(inode);
    link(parent, to.name(), inode);
  }

  private @Nullable Inode find(ManifestPath path) {
    Inode inode = root;
    for (Name name : path.names()) {
      Inode child = inode.children.get(name);
      if (child == null) {
        return null;
      }
      inode = child;
    }
    return inode;
  }

  /** The tree as it is now. */
  Directory tree() {
    return (Directory) node(root);
  }

  private static Node node(Inode inode) {
    if (inode.content != null) {
      return inode.content;
    }
    TreeMap<Name, Node> entries = new TreeMap<>();
    inode.children.forEach((name, child) -> entries.put(name, node(child)));
    return new Directory(entries);
  }

  /** What became of every inode since the base. */
  List<LocalChange> changes() {
    List<LocalChange> changes = new ArrayList<>();
    for (Inode inode : inodes) {
      Optional<ManifestPath> now =
          inode.parent == null ? Optional.empty() : Optional.of(path(inode));
      if (inode.basePath == null) {
        Node content = inode.content == null ? Directory.EMPTY : inode.content;
        now.ifPresent(path -> changes.add(Changes.made(path, content)));
      } else if (now.isEmpty()) {
        changes.add(Changes.removed(inode.basePath));
      } else if (!Objects.equals(inode.content, inode.baseContent)) {
        changes.add(
            new LocalChange(Optional.of(inode.basePath), now, Optional.ofNullable(inode.content)));
      } else if (inode.parent != inode.baseParent
          || !Objects.equals(inode.name, inode.basePath.name())) {
        changes.add(Changes.moved(inode.basePath, now.orElseThrow()));
      }
    }
    return changes;
  }

  private static ManifestPath path(Inode inode) {
    return inode.parent == null || inode.name == null
        ? ManifestPath.ROOT
        : path(inode.parent).child(inode.name);
  }
}
