package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree being edited. The tree it began with does not change; what no edit passed through is the
 * same object in the result. Confined to one thread.
 */
public final class Draft {

  private Branch root;

  public Draft(Directory tree) {
    root = new Branch(tree);
  }

  /** What stands at {@code path} now. */
  public Optional<Node> get(ManifestPath path) {
    Branch branch = root;
    for (int i = 0; i < path.depth(); i++) {
      Name name = path.names().get(i);
      Branch open = branch.open.get(name);
      if (open == null) {
        Node node = branch.settled.get(name);
        ManifestPath rest = new ManifestPath(path.names().subList(i + 1, path.depth()));
        return switch (node) {
          case Directory directory -> directory.find(rest);
          case RegularFile file when rest.isRoot() -> Optional.of(file);
          case null, default -> Optional.empty();
        };
      }
      branch = open;
    }
    return Optional.of(branch.freeze());
  }

  /** The first regular file on the way to {@code path}, which would have to be a directory. */
  public Optional<ManifestPath> fileAbove(ManifestPath path) {
    Branch branch = root;
    for (int i = 0; i < path.depth() - 1; i++) {
      Name name = path.names().get(i);
      Branch open = branch.open.get(name);
      if (open == null) {
        return fileAbove(path, i, branch.settled.get(name));
      }
      branch = open;
    }
    return Optional.empty();
  }

  /** Goes on below {@code node}, which stands at the first {@code index + 1} names of the path. */
  private static Optional<ManifestPath> fileAbove(
      ManifestPath path, int index, @Nullable Node node) {
    for (int i = index; i < path.depth() - 1; i++) {
      if (node instanceof RegularFile) {
        return Optional.of(path.head(i + 1));
      }
      node = node instanceof Directory d ? d.entries().get(path.names().get(i + 1)) : null;
    }
    return Optional.empty();
  }

  /**
   * Lets {@code node} stand at {@code path}, whatever was there, and makes missing parents.
   *
   * @throws IllegalArgumentException if a regular file is in the place of a parent, or would be the
   *     root
   */
  public void put(ManifestPath path, Node node) {
    if (path.isRoot()) {
      if (!(node instanceof Directory tree)) {
        throw new IllegalArgumentException("a file in the place of the root");
      }
      root = new Branch(tree);
      return;
    }
    Branch parent = openForWriting(path.head(path.depth() - 1));
    parent.open.remove(path.name());
    parent.settled.put(path.name(), node);
  }

  /**
   * Takes {@code path} and all below it away; its parent stays. The root is emptied.
   *
   * @return whether anything was there
   */
  public boolean remove(ManifestPath path) {
    if (path.isRoot()) {
      root = new Branch(Directory.EMPTY);
      return true;
    }
    if (get(path).isEmpty()) {
      return false;
    }
    Branch parent = openForWriting(path.head(path.depth() - 1));
    parent.open.remove(path.name());
    parent.settled.remove(path.name());
    return true;
  }

  /**
   * Makes {@code path} a directory, and its missing parents; one that is there stays as it is.
   *
   * @throws IllegalArgumentException if a regular file is there or in the place of a parent
   */
  public void makeDirectory(ManifestPath path) {
    openForWriting(path);
  }

  /** The tree as it is now; the draft can be edited further. */
  public Directory tree() {
    return root.freeze();
  }

  private Branch openForWriting(ManifestPath path) {
    Branch branch = root;
    for (Name name : path.names()) {
      branch = branch.openChild(name, path);
    }
    return branch;
  }

  /** A directory that an edit passed through. A name stands in one of the two maps. */
  private static final class Branch {

    private final Directory before;
    private final TreeMap<Name, Node> settled;
    private final Map<Name, Branch> open = new TreeMap<>();

    Branch(Directory directory) {
      before = directory;
      settled = new TreeMap<>(directory.entries());
    }

    Branch openChild(Name name, ManifestPath path) {
      Branch child = open.get(name);
      if (child != null) {
        return child;
      }
      child =
          switch (settled.get(name)) {
            case null -> new Branch(Directory.EMPTY);
            case Directory directory -> new Branch(directory);
            case RegularFile _ ->
                throw new IllegalArgumentException("a file is in the way of " + path + ": " + name);
          };
      settled.remove(name);
      open.put(name, child);
      return child;
    }

    Directory freeze() {
      TreeMap<Name, Node> entries = new TreeMap<>(settled);
      open.forEach((name, child) -> entries.put(name, child.freeze()));
      return isAsBefore(entries) ? before : new Directory(entries);
    }

    @SuppressWarnings("ReferenceEquality") // Sharing is what is asked.
    private boolean isAsBefore(Map<Name, Node> entries) {
      return entries.size() == before.entries().size()
          && entries.entrySet().stream()
              .allMatch(entry -> before.entries().get(entry.getKey()) == entry.getValue());
    }
  }
}
