package io.arvfs.sync;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.sort.RowSort;
import io.arvfs.fs.sort.Scratch;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.ledger.Change;
import io.arvfs.sync.ledger.LedgerView;
import io.arvfs.sync.plan.LocalChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is frozen, as the planner wants it: a change for each inode, with the bytes of files as
 * pieces of blocks. Pure, over the rows of one moment. Confined to one thread.
 */
final class FrozenChanges {

  private final LedgerView ledger;
  private LocatorToken lastToken = LocatorToken.EMPTY_BLOCK;

  FrozenChanges(Rows rows) {
    this.ledger = new LedgerView(rows);
  }

  boolean isEmpty() {
    return !ledger.hasPlanned();
  }

  /** Hears runs of bytes. */
  @FunctionalInterface
  interface Runs {
    void add(Run run) throws IOException;
  }

  /**
   * Tells the bytes that Keep does not have, in the order of their files' paths; what follows each
   * other in a file is one run, however it was written.
   */
  void tellBytesToStore(Scratch scratch, Runs runs) throws IOException {
    try (RowSort files = scratch.rows()) {
      ledger.forEachPlanned((ino, change) -> addFile(ino, change, files));
      try (RowSort.Cursor cursor = files.cursor()) {
        for (RowSort.Row row = cursor.next(); row != null; row = cursor.next()) {
          tellBytesToStore(ByteBuffer.wrap(row.value()), runs);
        }
      }
    }
  }

  /**
   * What is wanted is found out before anything is stored: to look for what is there at this moment
   * gets slower with each row that comes later.
   */
  private void addFile(Ino ino, Change change, RowSort files) throws IOException {
    if (!change.content() || change.now().isEmpty()) {
      return;
    }
    List<Extent> extents = ledger.plannedExtents(ino);
    ByteBuffer row = ByteBuffer.allocate(Long.BYTES + extents.size()).putLong(ino.value());
    boolean any = false;
    for (Extent extent : extents) {
      boolean wanted = extent instanceof InSegment in && ledger.stored(in).isEmpty();
      row.put((byte) (wanted ? 1 : 0));
      any |= wanted;
    }
    if (any) {
      files.add(PathKeys.of(ledger.frozenPath(ino).orElseThrow()), row.array());
    }
  }

  /** Tells those of a file's extents that are marked as wanted. */
  private void tellBytesToStore(ByteBuffer row, Runs runs) throws IOException {
    List<InSegment> run = new ArrayList<>();
    for (Extent extent : ledger.plannedExtents(new Ino(row.getLong()))) {
      boolean wanted = row.get() != 0;
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

  /** The longest run of zeros that is nowhere written, in bytes; 0 if there is none. */
  long longestHole() throws IOException {
    long[] longest = {0};
    ledger.forEachPlanned(
        (ino, change) -> {
          if (change.content() && change.now().isPresent()) {
            longest[0] = Math.max(longest[0], longestHole(ino, change.size()));
          }
        });
    return longest[0];
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
  List<LocalChange> changes(Optional<BlockId> zeros) throws IOException {
    List<LocalChange> changes = new ArrayList<>();
    ledger.forEachPlanned((ino, change) -> changes.add(change(ino, change, zeros)));
    return changes;
  }

  private LocalChange change(Ino ino, Change change, Optional<BlockId> zeros) {
    Optional<ManifestPath> base =
        change.before().isPresent() ? ledger.basePath(ino) : Optional.empty();
    Optional<ManifestPath> local =
        change.now().isPresent() ? ledger.frozenPath(ino) : Optional.empty();
    Optional<Node> content = local.isEmpty() ? Optional.empty() : content(ino, change, zeros);
    return new LocalChange(base, local, content);
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

  private Piece piece(InBlock extent) {
    return new Piece(token(extent.block()), extent.blockOffset(), extent.length());
  }

  /** Small files that follow each other share a block, and with it what names it. */
  private LocatorToken token(BlockId block) {
    if (!lastToken.block().equals(block)) {
      lastToken = LocatorToken.of(block);
    }
    return lastToken;
  }

  private void addZeros(List<Piece> pieces, long count, Optional<BlockId> zeros) {
    long left = count;
    while (left > 0) {
      BlockId block = zeros.orElseThrow();
      int length = (int) Math.min(left, block.size());
      pieces.add(new Piece(token(block), 0, length));
      left -= length;
    }
  }
}
