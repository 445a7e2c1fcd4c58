package io.arvfs.sync;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.ledger.Change;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.LocalChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is frozen, as the planner wants it: a change for each inode, with the bytes of files as
 * pieces of blocks. Pure, over the rows of one moment.
 */
final class FrozenChanges {

  private final LedgerView ledger;

  FrozenChanges(Rows rows) {
    this.ledger = new LedgerView(rows);
  }

  boolean isEmpty() {
    return ledger.planned().isEmpty();
  }

  private List<Ino> filesInPathOrder() {
    return ledger.planned().entrySet().stream()
        .filter(e -> e.getValue().content() && e.getValue().now().isPresent())
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(ino -> ledger.frozenPath(ino).orElseThrow()))
        .toList();
  }

  /**
   * The bytes that Keep does not have, in the order of their files' paths; what follows each other
   * in a file is one run, however it was written.
   */
  List<Run> bytesToStore() {
    List<Run> runs = new ArrayList<>();
    for (Ino ino : filesInPathOrder()) {
      List<InSegment> run = new ArrayList<>();
      for (Extent extent : ledger.plannedExtents(ino)) {
        boolean wanted = extent instanceof InSegment in && ledger.stored(in).isEmpty();
        if (!run.isEmpty() && (!wanted || run.getLast().end() != extent.offset())) {
          runs.add(new Run(run));
          run = new ArrayList<>();
        }
        if (wanted) {
          run.add((InSegment) extent);
        }
      }
      if (!run.isEmpty()) {
        runs.add(new Run(run));
      }
    }
    return runs;
  }

  /** The longest run of zeros that is nowhere written, in bytes; 0 if there is none. */
  long longestHole() {
    long longest = 0;
    for (Map.Entry<Ino, Change> planned : ledger.planned().entrySet()) {
      if (planned.getValue().content() && planned.getValue().now().isPresent()) {
        longest = Math.max(longest, longestHole(planned.getKey(), planned.getValue().size()));
      }
    }
    return longest;
  }

  private long longestHole(Ino ino, long size) {
    long longest = 0;
    long at = 0;
    for (Extent extent : ledger.plannedExtents(ino)) {
      longest = Math.max(longest, extent.offset() - at);
      at = extent.end();
    }
    return Math.max(longest, size - at);
  }

  /**
   * All changes.
   *
   * @param zeros a block of zeros, for holes; needed only if there are some
   * @throws IllegalStateException if bytes are not stored yet
   */
  List<LocalChange> changes(Optional<BlockId> zeros) {
    List<LocalChange> changes = new ArrayList<>();
    ledger
        .planned()
        .forEach(
            (ino, change) -> {
              Optional<ManifestPath> base =
                  change.before().isPresent() ? ledger.basePath(ino) : Optional.empty();
              Optional<ManifestPath> local =
                  change.now().isPresent() ? ledger.frozenPath(ino) : Optional.empty();
              Optional<Node> content =
                  local.isEmpty() ? Optional.empty() : content(ino, change, zeros);
              changes.add(new LocalChange(base, local, content));
            });
    return changes;
  }

  private Optional<Node> content(Ino ino, Change change, Optional<BlockId> zeros) {
    if (change.directory()) {
      return change.before().isEmpty() ? Optional.of(Directory.EMPTY) : Optional.empty();
    }
    return change.content() ? Optional.of(file(ino, change.size(), zeros)) : Optional.empty();
  }

  private RegularFile file(Ino ino, long size, Optional<BlockId> zeros) {
    List<Piece> pieces = new ArrayList<>();
    long at = 0;
    for (Extent extent : ledger.plannedExtents(ino)) {
      addZeros(pieces, extent.offset() - at, zeros);
      switch (extent) {
        case InBlock in -> pieces.add(piece(in));
        case InSegment in ->
            ledger.stored(in).orElseThrow().forEach(block -> pieces.add(piece(block)));
      }
      at = extent.end();
    }
    addZeros(pieces, size - at, zeros);
    return new RegularFile(pieces);
  }

  private static Piece piece(InBlock extent) {
    return new Piece(LocatorToken.of(extent.block()), extent.blockOffset(), extent.length());
  }

  private static void addZeros(List<Piece> pieces, long count, Optional<BlockId> zeros) {
    long left = count;
    while (left > 0) {
      BlockId block = zeros.orElseThrow();
      int length = (int) Math.min(left, block.size());
      pieces.add(new Piece(LocatorToken.of(block), 0, length));
      left -= length;
    }
  }
}
