package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.journal.event.Name;
import io.arvfs.sync.plan.ServerChange.MadeDirectory;
import io.arvfs.sync.plan.ServerChange.Put;
import io.arvfs.sync.plan.ServerChange.Removed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Two trees being walked together for what differs. Used once. */
final class Comparison {

  private final List<ServerChange> removals = new ArrayList<>();
  private final List<ServerChange> additions = new ArrayList<>();

  List<ServerChange> compare(Directory base, Directory server) {
    compareEntries(ManifestPath.ROOT, base, server);
    List<ServerChange> changes = new ArrayList<>(removals.reversed());
    changes.addAll(additions);
    return List.copyOf(changes);
  }

  private void compareEntries(ManifestPath path, Directory base, Directory server) {
    TreeSet<Name> names = new TreeSet<>(base.entries().keySet());
    names.addAll(server.entries().keySet());
    for (Name name : names) {
      Node before = base.entries().get(name);
      Node after = server.entries().get(name);
      if (before == null || after == null || !before.sameContent(after)) {
        change(path.child(name), before, after);
      }
    }
  }

  private void change(ManifestPath path, @Nullable Node before, @Nullable Node after) {
    if (before instanceof Directory left && after instanceof Directory right) {
      compareEntries(path, left, right);
    } else if (before instanceof RegularFile && after instanceof RegularFile file) {
      additions.add(new Put(path, file));
    } else {
      addRemovals(path, before);
      addAdditions(path, after);
    }
  }

  private void addRemovals(ManifestPath path, @Nullable Node node) {
    if (node == null) {
      return;
    }
    removals.add(new Removed(path));
    if (node instanceof Directory directory) {
      for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
        addRemovals(path.child(entry.getKey()), entry.getValue());
      }
    }
  }

  private void addAdditions(ManifestPath path, @Nullable Node node) {
    switch (node) {
      case null -> {}
      case RegularFile file -> additions.add(new Put(path, file));
      case Directory directory -> {
        additions.add(new MadeDirectory(path));
        for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
          addAdditions(path.child(entry.getKey()), entry.getValue());
        }
      }
    }
  }
}
