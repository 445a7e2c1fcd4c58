package io.arvfs.sync.ledger;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Extent.Origin;
import io.arvfs.fs.tree.ExtentMap;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesLapsed;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.index.Family;
import io.arvfs.journal.index.Keys;
import io.arvfs.journal.index.Row;
import io.arvfs.journal.index.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The ledger to read, over an index, a snapshot or a batch. As thread-safe as those rows are. */
public final class LedgerView {

  static final ExtentMap PLANNED_EXTENTS = new ExtentMap(LedgerFamilies.PLANNED_EXTENTS);
  private static final int MAX_DEPTH = 1 << 16;

  /** So many rows are changed by one entry, about: some milliseconds of the writer. */
  private static final int ROWS_PER_SPAN = 200;

  private final Rows rows;
  private final TreeView tree;

  public LedgerView(Rows rows) {
    this.rows = rows;
    this.tree = new TreeView(rows);
  }

  /** How the collection at {@code root} stands, if it was loaded. */
  public Optional<CollectionState> collection(Ino root) {
    byte[] row = rows.get(LedgerFamilies.COLLECTIONS, Keys.of(root.value()));
    return row == null ? Optional.empty() : Optional.of(LedgerCodec.collection(row));
  }

  /** What changed since the last freeze. */
  public Map<Ino, Change> dirty() {
    return changes(LedgerFamilies.DIRTY);
  }

  /** What is frozen and on its way. */
  public Map<Ino, Change> planned() {
    return changes(LedgerFamilies.PLANNED);
  }

  /** Whether something is frozen. */
  public boolean hasPlanned() {
    boolean[] found = {false};
    rows.scan(
        LedgerFamilies.PLANNED,
        new byte[0],
        (_, _) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  /** Sees what became of an inode. */
  @FunctionalInterface
  public interface Visitor {
    void visit(Ino ino, Change change) throws IOException;
  }

  /** Shows what is frozen and on its way, without holding it. */
  public void forEachPlanned(Visitor visitor) throws IOException {
    try {
      forEachPlanned(
          Ino.ROOT,
          ChangesSettled.LAST_INO,
          (ino, change) -> {
            try {
              visitor.visit(ino, change);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Shows what is frozen or changed since, each inode once and as it changed last. */
  public void forEachUncommitted(BiConsumer<Ino, Change> visitor) {
    forEachDirty(Ino.ROOT, ChangesSettled.LAST_INO, visitor);
    forEachPlanned(
        Ino.ROOT,
        ChangesSettled.LAST_INO,
        (ino, change) -> {
          if (rows.get(LedgerFamilies.DIRTY, Keys.of(ino.value())) == null) {
            visitor.accept(ino, change);
          }
        });
  }

  /** Shows what is frozen of these inodes; the rows shown may be changed meanwhile. */
  void forEachPlanned(Ino first, Ino last, BiConsumer<Ino, Change> visitor) {
    forEach(LedgerFamilies.PLANNED, first, last, visitor);
  }

  /**
   * Shows what changed of these inodes since the last freeze; the rows shown may be changed
   * meanwhile.
   */
  void forEachDirty(Ino first, Ino last, BiConsumer<Ino, Change> visitor) {
    forEach(LedgerFamilies.DIRTY, first, last, visitor);
  }

  private void forEach(Family family, Ino first, Ino last, BiConsumer<Ino, Change> visitor) {
    rows.scan(
        family,
        Keys.of(first.value()),
        Keys.after(Keys.of(last.value())),
        (key, value) -> {
          visitor.accept(new Ino(ByteBuffer.wrap(key).getLong()), LedgerCodec.change(value));
          return true;
        });
  }

  /**
   * Inodes that follow each other, no more than one entry should be about.
   *
   * @param more whether there are others behind; if not, {@code last} is the highest number
   */
  public record Span(Ino first, Ino last, boolean more) {

    /** How many numbers that are. */
    public long count() {
      return last.value() - first.value() + 1;
    }
  }

  /** The next of those that changed since the last freeze, from {@code from} on. */
  public Span dirtySpan(Ino from) {
    return span(LedgerFamilies.DIRTY, from);
  }

  /** The next of those that are frozen, from {@code from} on. */
  public Span plannedSpan(Ino from) {
    return span(LedgerFamilies.PLANNED, from);
  }

  private Span span(Family family, Ino from) {
    Ino[] last = {from};
    int[] seen = {0};
    boolean[] more = {false};
    rows.scan(
        family,
        Keys.of(from.value()),
        (key, _) -> {
          more[0] = seen[0] >= ROWS_PER_SPAN;
          if (!more[0]) {
            last[0] = new Ino(ByteBuffer.wrap(key).getLong());
            seen[0] += 1 + tree.extents(last[0]).size();
          }
          return !more[0];
        });
    return new Span(from, more[0] ? last[0] : ChangesSettled.LAST_INO, more[0]);
  }

  /** What tells that of these blocks nothing is told any more; each for an entry of its own. */
  public List<BytesLapsed> lapsed(Ino root, Predicate<BlockId> lapsed) {
    List<BytesLapsed> found = new ArrayList<>();
    int[] count = {0};
    rows.scan(
        LedgerFamilies.STORED,
        new byte[0],
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(key);
          int segment = in.getInt();
          long at = in.getLong();
          if (!lapsed.test(LedgerCodec.stored(value).block())) {
            count[0] = 0;
            return true;
          }
          boolean joins =
              count[0] > 0 && count[0] < ROWS_PER_SPAN && found.getLast().segment() == segment;
          long from = joins ? found.removeLast().from() : at;
          count[0] = joins ? count[0] + 1 : 1;
          return found.add(new BytesLapsed(root, segment, from, at + 1 - from));
        });
    return found;
  }

  /** Whether nothing is changed here, nothing is held, and no request is out whose fate is open. */
  public boolean isSettled() {
    Optional<CollectionState> state = collection(Ino.ROOT);
    return isClean()
        && state.flatMap(CollectionState::attempt).isEmpty()
        && state.flatMap(CollectionState::held).isEmpty();
  }

  /** Whether nothing is changed here that no save covers. */
  public boolean isClean() {
    boolean[] clean = {true};
    rows.scan(LedgerFamilies.DIRTY, new byte[0], (_, _) -> clean[0] = false);
    rows.scan(LedgerFamilies.PLANNED, new byte[0], (_, _) -> clean[0] = false);
    return clean[0];
  }

  /** Whether the inode has changes that no save covers. */
  public boolean isChanged(Ino ino) {
    return dirty(ino).isPresent() || planned(ino).isPresent();
  }

  Optional<Change> dirty(Ino ino) {
    return change(LedgerFamilies.DIRTY, ino);
  }

  Optional<Change> planned(Ino ino) {
    return change(LedgerFamilies.PLANNED, ino);
  }

  private Optional<Change> change(Family family, Ino ino) {
    byte[] row = rows.get(family, Keys.of(ino.value()));
    return row == null ? Optional.empty() : Optional.of(LedgerCodec.change(row));
  }

  private Map<Ino, Change> changes(Family family) {
    Map<Ino, Change> changes = new TreeMap<>();
    rows.scan(
        family,
        new byte[0],
        (key, value) -> {
          changes.put(new Ino(ByteBuffer.wrap(key).getLong()), LedgerCodec.change(value));
          return true;
        });
    return changes;
  }

  /** The extents of a planned file as they were frozen. */
  public List<Extent> plannedExtents(Ino ino) {
    return PLANNED_EXTENTS.all(rows, ino);
  }

  /** The path that the inode has in the base, if it is there. */
  public Optional<ManifestPath> basePath(Ino ino) {
    return path(ino, this::basePlace);
  }

  /** The path that the inode had at the freeze, if it was there. */
  public Optional<ManifestPath> frozenPath(Ino ino) {
    return path(ino, this::frozenPlace);
  }

  private Optional<Place> basePlace(Ino ino) {
    Optional<Change> planned = planned(ino);
    return planned.isPresent() ? planned.get().before() : placeBeforeDirty(ino);
  }

  private Optional<Place> frozenPlace(Ino ino) {
    Optional<Change> planned = planned(ino);
    return planned.isPresent() ? planned.get().now() : placeBeforeDirty(ino);
  }

  private Optional<Place> placeBeforeDirty(Ino ino) {
    Optional<Change> dirty = dirty(ino);
    return dirty.isPresent() ? dirty.get().before() : tree.inode(ino).flatMap(Inode::place);
  }

  private static Optional<ManifestPath> path(Ino ino, Function<Ino, Optional<Place>> places) {
    List<Name> names = new ArrayList<>();
    Ino at = ino;
    while (!at.equals(Ino.ROOT)) {
      Optional<Place> place = places.apply(at);
      if (place.isEmpty() || names.size() > MAX_DEPTH) {
        return Optional.empty();
      }
      names.add(place.get().name());
      at = place.get().parent();
    }
    Collections.reverse(names);
    return Optional.of(new ManifestPath(names));
  }

  /**
   * The extent as Keep has it: in blocks, if its bytes were stored. One that is not stored, or not
   * wholly, comes back empty.
   */
  public Optional<List<InBlock>> stored(InSegment extent) {
    List<InBlock> found = new ArrayList<>();
    int done = 0;
    while (done < extent.length()) {
      Optional<InBlock> next = storedAt(extent.part(done, extent.length() - done));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      found.add(next.get());
      done += next.get().length();
    }
    return Optional.of(found);
  }

  /** The beginning of {@code extent}, as much of it as stands in one block. */
  private Optional<InBlock> storedAt(InSegment extent) {
    int segment = extent.range().segment();
    long at = extent.segmentOffset();
    byte[] lowest = Keys.of(segment, extent.range().offset());
    Row row = rows.floor(LedgerFamilies.STORED, Keys.of(segment, at), lowest);
    if (row == null) {
      return Optional.empty();
    }
    Stored stored = LedgerCodec.stored(row.value());
    long into = at - ByteBuffer.wrap(row.key()).getLong(Integer.BYTES);
    if (into >= stored.length()) {
      return Optional.empty();
    }
    int length = (int) Math.min(stored.length() - into, extent.length());
    Origin.Written written =
        new Origin.Written(extent.range().length(), extent.range().crc(), extent.skip());
    int blockOffset = stored.blockOffset() + (int) into;
    return Optional.of(
        new InBlock(extent.offset(), length, stored.block(), blockOffset, Optional.of(written)));
  }

  /** The blocks that Keep has and no saved manifest names yet. */
  public Set<BlockId> storedBlocks() {
    Set<BlockId> blocks = new HashSet<>();
    rows.scan(
        LedgerFamilies.STORED,
        new byte[0],
        (_, row) -> {
          blocks.add(LedgerCodec.stored(row).block());
          return true;
        });
    return blocks;
  }

  /** The hashes of the manifests that events name: a replay reads their texts. */
  public Set<String> adoptedManifests() {
    Set<String> hashes = new TreeSet<>();
    rows.scan(
        LedgerFamilies.ADOPTED,
        new byte[0],
        (key, _) -> hashes.add(new String(key, java.nio.charset.StandardCharsets.US_ASCII)));
    return hashes;
  }
}
