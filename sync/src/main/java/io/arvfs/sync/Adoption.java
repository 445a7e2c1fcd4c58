package io.arvfs.sync;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent.ServerState;
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

/**
 * Decides how what others changed comes into the tree, path by path. All of what is asked comes, or
 * none of it for now: a path that somebody here has changed, holds open or has taken away is not
 * touched. What stands here without a change of ours is what the base has there; so where the base
 * has something and nothing stands, somebody here took it away. Pure, over the rows that the writer
 * sees.
 */
final class Adoption {

  private final TreeView tree;
  private final LedgerView ledger;
  private final Predicate<Ino> open;
  private final Map<ManifestPath, Ino> made = new HashMap<>();
  private final Set<Ino> madeInos = new HashSet<>();
  private final Set<Ino> removed = new HashSet<>();
  private final List<Event> events = new ArrayList<>();
  private final ServerState state;
  private Ino next;

  private Adoption(Rows rows, Predicate<Ino> open, ServerState state) {
    this.tree = new TreeView(rows);
    this.ledger = new LedgerView(rows);
    this.open = open;
    this.state = state;
    this.next = tree.nextIno();
  }

  /**
   * What does these changes to the tree, which stands where they start from but for our own
   * changes; empty if it cannot be done now.
   *
   * @param changes some that follow each other of those that lead to a state of the server
   * @param state that state
   */
  static Optional<List<Event>> decide(
      Rows rows, Predicate<Ino> open, List<ServerChange> changes, ServerState state) {
    Adoption adoption = new Adoption(rows, open, state);
    for (ServerChange change : changes) {
      if (!adoption.add(change)) {
        return Optional.empty();
      }
    }
    return Optional.of(adoption.events);
  }

  private boolean add(ServerChange change) {
    ManifestPath path = change.path();
    Optional<Ino> parent = find(path.parent().orElseThrow());
    if (parent.isEmpty() || !isOurs(parent.get())) {
      return false;
    }
    Optional<Ino> there = find(path);
    if (there.filter(ino -> !isOurs(ino) || open.test(ino)).isPresent()) {
      return false;
    }
    return switch (change) {
      case ServerChange.Removed _ -> there.isPresent() && remove(there.get(), parent.get(), path);
      case ServerChange.MadeDirectory _ -> there.isEmpty() && makeDirectory(parent.get(), path);
      case ServerChange.Made _ -> there.isEmpty() && put(newIno(path), parent.get(), path);
      case ServerChange.Modified _ ->
          there.flatMap(tree::inode).filter(inode -> !inode.isDirectory()).isPresent()
              && replace(there.get(), parent.get(), path);
    };
  }

  /** A file keeps its number, unless it has more extents than one entry should take away. */
  private boolean replace(Ino ino, Ino parent, ManifestPath path) {
    boolean many = tree.extentAfter(ino, 0, Long.MAX_VALUE, TreeView.EXTENTS_AT_ONCE).isPresent();
    return many
        ? remove(ino, parent, path) && put(newIno(path), parent, path)
        : put(ino, parent, path);
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

  private boolean makeDirectory(Ino parent, ManifestPath path) {
    return events.add(new DirectoryAdopted(newIno(path), parent, path.name(), state.modified()));
  }

  private boolean put(Ino ino, Ino parent, ManifestPath path) {
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
