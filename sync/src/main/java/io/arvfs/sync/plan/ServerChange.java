package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One thing that somebody else did to a path of a collection. */
public sealed interface ServerChange {

  /** Where it was done. */
  ManifestPath path();

  /** A file, or a directory that is empty by then, is gone. */
  record Removed(ManifestPath path) implements ServerChange {}

  /** A directory was made, in a directory that is there by then. */
  record MadeDirectory(ManifestPath path) implements ServerChange {}

  /** A file was made, or one that stays in its place has other content. */
  record Put(ManifestPath path, RegularFile content) implements ServerChange {}

  /**
   * What turns {@code base} into {@code server}, in an order in which each can be done alone: first
   * all removals, what is in a directory before the directory, then the rest in the order of paths,
   * so a directory before what is in it. A path may be removed and then made again as the other
   * kind. What has the same content is left out, whatever its locators.
   */
  static List<ServerChange> between(Directory base, Directory server) {
    List<ServerChange> removals = new ArrayList<>();
    List<ServerChange> additions = new ArrayList<>();
    compareEntries(ManifestPath.ROOT, base, server, removals, additions);
    List<ServerChange> changes = new ArrayList<>(removals.reversed());
    changes.addAll(additions);
    return List.copyOf(changes);
  }

  private static void compareEntries(
      ManifestPath path,
      Directory base,
      Directory server,
      List<ServerChange> removals,
      List<ServerChange> additions) {
    TreeSet<Name> names = new TreeSet<>(base.entries().keySet());
    names.addAll(server.entries().keySet());
    for (Name name : names) {
      Node before = base.entries().get(name);
      Node after = server.entries().get(name);
      ManifestPath child = path.child(name);
      if (before instanceof Directory left && after instanceof Directory right) {
        if (!left.sameContent(right)) {
          compareEntries(child, left, right, removals, additions);
        }
      } else if (before instanceof RegularFile && after instanceof RegularFile file) {
        if (!before.sameContent(file)) {
          additions.add(new Put(child, file));
        }
      } else {
        addRemovals(child, before, removals);
        addAdditions(child, after, additions);
      }
    }
  }

  private static void addRemovals(
      ManifestPath path, @Nullable Node node, List<ServerChange> removals) {
    if (node == null) {
      return;
    }
    removals.add(new Removed(path));
    if (node instanceof Directory directory) {
      for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
        addRemovals(path.child(entry.getKey()), entry.getValue(), removals);
      }
    }
  }

  private static void addAdditions(
      ManifestPath path, @Nullable Node node, List<ServerChange> additions) {
    switch (node) {
      case null -> {}
      case RegularFile file -> additions.add(new Put(path, file));
      case Directory directory -> {
        additions.add(new MadeDirectory(path));
        for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
          addAdditions(path.child(entry.getKey()), entry.getValue(), additions);
        }
      }
    }
  }
}
