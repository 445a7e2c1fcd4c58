package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.journal.event.Name;
import io.arvfs.sync.plan.Combination.Conflict;
import io.arvfs.sync.plan.Combination.Conflict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three trees being walked together, path by path. A side that did not change a path takes the
 * other's; where both changed it to the same, that; directories are looked into; all else is a
 * conflict. A move is a removal and an addition here, so what the server did to something that was
 * moved away is a conflict at the old path. Used once.
 */
final class Combining {

  private final List<Conflict> conflicts = new ArrayList<>();

  Combination combine(Directory base, Directory server, Directory local) {
    Node target = combine(ManifestPath.ROOT, base, server, local);
    if (!conflicts.isEmpty()) {
      return new Combination.Conflicted(conflicts);
    }
    if (!(target instanceof Directory tree)) {
      throw new AssertionError("three directories make a directory");
    }
    return new Combination.Combined(tree);
  }

  private @Nullable Node combine(
      ManifestPath path, @Nullable Node base, @Nullable Node server, @Nullable Node local) {
    if (same(server, local) || same(base, local)) {
      return server;
    }
    if (same(base, server)) {
      return local;
    }
    if (server instanceof Directory theirs && local instanceof Directory ours) {
      return combineEntries(path, base instanceof Directory d ? d : Directory.EMPTY, theirs, ours);
    }
    if ((server == null && isPartOf(local, base)) || (local == null && isPartOf(server, base))) {
      return null; // One side removed all, the other some of it.
    }
    conflicts.add(new Conflict(path, reason(base, server, local)));
    return server;
  }

  private Directory combineEntries(
      ManifestPath path, Directory base, Directory server, Directory local) {
    TreeSet<Name> names = new TreeSet<>(server.entries().keySet());
    names.addAll(local.entries().keySet());
    TreeMap<Name, Node> entries = new TreeMap<>();
    boolean asOnTheServer = true;
    for (Name name : names) {
      Node theirs = server.entries().get(name);
      Node combined =
          combine(path.child(name), base.entries().get(name), theirs, local.entries().get(name));
      asOnTheServer &= isSame(combined, theirs);
      if (combined != null) {
        entries.put(name, combined);
      }
    }
    return asOnTheServer ? server : new Directory(entries);
  }

  private static boolean same(@Nullable Node left, @Nullable Node right) {
    return left == null ? right == null : right != null && left.sameContent(right);
  }

  @SuppressWarnings("ReferenceEquality") // What is as on the server is shared with it.
  private static boolean isSame(@Nullable Node left, @Nullable Node right) {
    return left == right;
  }

  /** Whether {@code node} is {@code whole} with nothing added or changed, perhaps less. */
  private static boolean isPartOf(@Nullable Node node, @Nullable Node whole) {
    if (node instanceof Directory part && whole instanceof Directory all) {
      return part.entries().entrySet().stream()
          .allMatch(entry -> isPartOf(entry.getValue(), all.entries().get(entry.getKey())));
    }
    return same(node, whole);
  }

  private static Reason reason(@Nullable Node base, @Nullable Node server, @Nullable Node local) {
    if (local == null) {
      return Reason.REMOVED_HERE;
    }
    if (server == null) {
      return Reason.REMOVED_THERE;
    }
    if (server instanceof Directory || local instanceof Directory) {
      return Reason.FILE_AND_DIRECTORY;
    }
    return base == null ? Reason.BOTH_ADDED : Reason.BOTH_CHANGED;
  }
}
