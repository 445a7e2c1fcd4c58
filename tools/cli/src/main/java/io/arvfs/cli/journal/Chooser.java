package io.arvfs.cli.journal;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.log.Hole;
import io.arvfs.sync.ledger.LedgerView;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of each entry, in order, whether it is asked for. Follows the tree if it must; an entry from
 * before the first tree that is known is asked for if by itself it may be. Confined to one thread.
 */
public final class Chooser implements Closeable {

  private final Selection selection;
  private final EntryState.Reach reach;
  private final @Nullable Past past;

  /**
   * @param beginning of the log that the entries are of; stays open
   */
  Chooser(VolumeFiles volume, Beginning beginning, Selection selection, EntryState.Reach reach)
      throws IOException {
    this.selection = selection;
    this.reach = reach;
    this.past = selection.needsTree() ? new Past(volume, beginning) : null;
  }

  /** Whether the next entry is asked for. */
  public boolean wants(ReadEntry read) throws IOException {
    boolean bySelf = selection.matches(read.entry(), reach);
    if (past == null || past.first().position().isAfter(read.entry().position())) {
      return bySelf; // Of what is before all rows nothing else can be told.
    }
    boolean before = bySelf && fits(read, past);
    past.take(read);
    return before || (bySelf && fits(read, past));
  }

  /** Entries are missing; those behind them may name what they made. */
  public void hole(Hole hole) throws IOException {
    if (past != null) {
      var _ = past.getPast(hole);
    }
  }

  private boolean fits(ReadEntry read, Past now) {
    TreeView tree = now.tree();
    List<Event> events = read.entry().events();
    boolean path =
        selection.path().isEmpty()
            || events.stream()
                .flatMap(event -> EventPaths.of(event, tree).stream())
                .anyMatch(selection.path().get()::matches);
    return path
        && (selection.collections().isEmpty()
            || events.stream().anyMatch(event -> isInCollection(event, now)));
  }

  private boolean isInCollection(Event event, Past now) {
    if (event instanceof ManifestAdopted adopted) {
      return selection.collections().contains(adopted.uuid());
    }
    boolean ofOne = event instanceof TreeEvent || event instanceof CommitEvent;
    return ofOne
        && EventInodes.of(event).stream()
            .flatMap(ino -> new LedgerView(now.rows()).collection(rootOf(ino, now.tree())).stream())
            .anyMatch(collection -> selection.collections().contains(collection.uuid()));
  }

  /** An inode without a name belongs to the one collection that is shown. */
  private static Ino rootOf(Ino ino, TreeView tree) {
    Ino at = ino;
    var place = tree.inode(at).flatMap(inode -> inode.place());
    while (place.isPresent()) {
      at = place.get().parent();
      place = tree.inode(at).flatMap(inode -> inode.place());
    }
    return tree.inode(at).filter(inode -> inode.isDirectory()).isPresent() ? at : Ino.ROOT;
  }

  @Override
  public void close() throws IOException {
    if (past != null) {
      past.close();
    }
  }
}
