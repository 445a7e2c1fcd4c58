package io.arvfs.sync.ledger;

import io.arvfs.fs.tree.Inode.Place;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one inode since the state before it.
 *
 * @param before where it stood in that state; empty if it was made since
 * @param now where it stands at the freeze; empty if it is gone. Of a change that is not frozen it
 *     says nothing: the tree knows
 * @param directory whether it is a directory
 * @param content whether its bytes changed; a file that was made has changed bytes
 * @param size of the file at the freeze
 * @param since when the first change was
 */
public record Change(
    Optional<Place> before,
    Optional<Place> now,
    boolean directory,
    boolean content,
    long size,
    Instant since) {

  static Change made(boolean directory, Instant when) {
    return new Change(Optional.empty(), Optional.empty(), directory, !directory, 0, when);
  }

  static Change of(Place before, boolean directory, Instant when) {
    return new Change(Optional.of(before), Optional.empty(), directory, false, 0, when);
  }

  Change withContent() {
    return new Change(before, now, directory, true, size, since);
  }

  Change frozen(Optional<Place> place, long frozenSize) {
    return new Change(before, place, directory, content, frozenSize, since);
  }

  /** This change, with a later one of the same inode on top of it. */
  Change then(Change later) {
    return new Change(before, later.now, directory, content || later.content, later.size, since);
  }

  /** Whether the server would see nothing of it. */
  boolean isNothing() {
    return before.equals(now) && (now.isEmpty() || !content);
  }
}
