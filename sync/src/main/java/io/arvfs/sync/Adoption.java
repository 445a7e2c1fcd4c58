package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.ServerChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides how what others changed comes into the tree, path by path. All of it comes, or none of it
 * for now: a path that somebody here has changed, holds open or has taken away is not touched.
 * Pure, over the rows that the writer sees.
 *
 * <p>An adoption that was cut off between two entries is simply decided again: what stands already
 * is passed over.
 */
final class Adoption {

  private final TreeView tree;
  private final LedgerView ledger;
  private final Predicate<Ino> open;
  private final Map<ManifestPath, Ino> made = new HashMap<>();
  private final Set<Ino> madeInos = new HashSet<>();
  private final Set<Ino> removed = new HashSet<>();

  /** Where the base has what was changed here: not free, though nothing may stand there now. */
  private final Set<ManifestPath> changed;

  private final List<Event> events = new ArrayList<>();
  private final ServerState state;
  private Ino next;

  private Adoption(Rows rows, Predicate<Ino> open, ServerState state) {
    this.tree = new TreeView(rows);
    this.ledger = new LedgerView(rows);
    this.open = open;
    this.state = state;
    this.next = tree.nextIno();
    this.changed = basePaths(ledger);
  }

  private static Set<ManifestPath> basePaths(LedgerView ledger) {
    Set<Ino> inos = new HashSet<>(ledger.dirty().keySet());
    inos.addAll(ledger.planned().keySet());
    return inos.stream()
        .map(ledger::basePath)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /**
   * What turns the tree, which stands at {@code base} but for our own changes, into one that stands
   * at {@code server}; empty if it cannot be done now.
   *
   * @param state of the server that has {@code server}
   */
  static Optional<List<Event>> decide(
      Rows rows, Predicate<Ino> open, List<ServerChange> changes, ServerState state) {
    Adoption adoption = new Adoption(rows, open, state);
    for (ServerChange change : changes) {
      if (!adoption.add(change)) {
        return Optional.empty();
      }
    }
    adoption.events.add(new ShareAdopted(Ino.ROOT, state));
    return Optional.of(adoption.events);
  }

  private boolean add(ServerChange change) {
    ManifestPath path = change.path();
    if (isChanged(path)) {
      return false;
    }
    Optional<Ino> parent = find(path.parent().orElseThrow());
    if (parent.isEmpty()) {
      return change instanceof ServerChange.Removed;
    }
    Optional<Ino> there = find(path);
    if (!isOurs(parent.get()) || there.filter(ino -> !isOurs(ino) || open.test(ino)).isPresent()) {
      return false;
    }
    return switch (change) {
      case ServerChange.Removed _ -> there.isEmpty() || remove(there.get(), parent.get(), path);
      case ServerChange.MadeDirectory _ -> makeDirectory(there, parent.get(), path);
      case ServerChange.Put _ -> put(there, parent.get(), path);
    };
  }

  /** Whether what the base has at the path, or above it, was changed here. */
  private boolean isChanged(ManifestPath path) {
    Optional<ManifestPath> at = changed.isEmpty() ? Optional.empty() : Optional.of(path);
    while (at.isPresent() && !changed.contains(at.get())) {
      at = at.get().parent();
    }
    return at.isPresent();
  }

  /** Whether the inode stands as the base has it, and so do all directories above. */
  private boolean isOurs(Ino ino) {
    Optional<Ino> at = Optional.of(ino);
    while (at.isPresent() && !madeInos.contains(at.get())) {
      if (ledger.isChanged(at.get())) {
        return false;
      }
      at = tree.inode(at.get()).flatMap(Inode::place).map(Inode.Place::parent);
    }
    return true;
  }

  private Optional<Ino> find(ManifestPath path) {
    Ino known = made.get(path);
    return known != null ? Optional.of(known) : tree.find(path).filter(i -> !removed.contains(i));
  }

  private boolean remove(Ino ino, Ino parent, ManifestPath path) {
    boolean[] empty = {true};
    tree.children(ino, 0, dentry -> empty[0] = removed.contains(dentry.ino()));
    if (!empty[0]) {
      return false;
    }
    removed.add(ino);
    return events.add(new RemovalAdopted(ino, parent, path.name()));
  }

  private boolean makeDirectory(Optional<Ino> there, Ino parent, ManifestPath path) {
    if (there.isPresent()) {
      return tree.inode(there.get()).filter(Inode::isDirectory).isPresent();
    }
    Ino ino = newIno(path);
    return events.add(new DirectoryAdopted(ino, parent, path.name(), state.modified()));
  }

  private boolean put(Optional<Ino> there, Ino parent, ManifestPath path) {
    if (there.flatMap(tree::inode).filter(Inode::isDirectory).isPresent()) {
      return false;
    }
    Ino ino = there.orElseGet(() -> newIno(path));
    return events.add(
        new FileAdopted(ino, parent, path.name(), state.portableDataHash(), state.modified()));
  }

  private Ino newIno(ManifestPath path) {
    Ino ino = next;
    next = next.next();
    made.put(path, ino);
    madeInos.add(ino);
    return ino;
  }
}
