package io.arvfs.fs.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.Index;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Events at random that name, share, split, move and free ranges, and an index that has them. */
final class RangeStory {

  private static final Attributes ATTRIBUTES = new Attributes(0755, 1, 1);
  private static final int FILE_BYTES = 60;

  private final Random random;
  private final Index index;
  private final TreeFold fold = new TreeFold(_ -> ManifestPaths.of(Directory.EMPTY));
  private final List<Entry> entries = new ArrayList<>();
  private final List<Ino> files = new ArrayList<>();

  /** Where the bytes of every range that was ever written stand. */
  private final Map<SegmentRange, SegmentRange> places = new HashMap<>();

  /** The segment being written, and the first byte of it that nobody has. */
  private int segment = 1;

  private long free;

  RangeStory(Random random, Index index) {
    this.random = random;
    this.index = index;
    ServerState state = new ServerState(1, "d41d8cd98f00b204e9800998ecf8427e+0", Instant.EPOCH);
    append(new ManifestAdopted(Ino.ROOT, "uuid", state, new Ino(2), ATTRIBUTES));
  }

  Index index() {
    return index;
  }

  private void append(Event event) {
    Position position = new Position(entries.size() + 1L);
    Entry entry = new Entry(position, Instant.ofEpochSecond(position.value()), List.of(event));
    entries.add(entry);
    Batch batch = new Batch(index);
    fold.apply(entry, batch);
    index.write(batch, new Applied(position, 1, 0));
  }

  /** Folds all entries into {@code other}, so many at a time. */
  Index replayedInto(Index other, int entriesPerBatch) {
    Batch batch = new Batch(other);
    for (Entry entry : entries) {
      fold.apply(entry, batch);
      if (entry.position().value() % entriesPerBatch == 0) {
        other.write(batch, new Applied(entry.position(), 1, 0));
        batch = new Batch(other);
      }
    }
    other.write(batch, new Applied(entries.getLast().position(), 1, 0));
    return other;
  }

  void forgetFormat() {
    Batch batch = new Batch(index);
    batch.delete(TreeFamilies.NUMBERS, new byte[] {'f'});
    index.stage(batch);
  }

  void step() {
    if (files.isEmpty()) {
      create();
      return;
    }
    Ino file = files.get(random.nextInt(files.size()));
    switch (random.nextInt(12)) {
      case 0 -> create();
      case 1 -> append(new Truncated(file, random.nextInt(FILE_BYTES)));
      case 2 -> remove(file);
      case 3 -> seal();
      case 4, 5 -> move();
      case 6, 7 -> share(file);
      default -> append(new BytesWritten(file, random.nextInt(FILE_BYTES), fresh()));
    }
  }

  private void create() {
    Ino ino = new TreeView(index).nextIno();
    append(new FileCreated(ino, Ino.ROOT, name(ino), ATTRIBUTES));
    files.add(ino);
  }

  private static Name name(Ino ino) {
    return new Name("f" + ino.value());
  }

  private void remove(Ino file) {
    append(new Unlinked(file, Ino.ROOT, name(file)));
    append(new InodeDied(file));
    files.remove(file);
  }

  private void seal() {
    segment++;
    free = 0;
  }

  private SegmentRange fresh() {
    int length = 1 + random.nextInt(20);
    free += length;
    SegmentRange range = new SegmentRange(segment, free - length, length, random.nextInt());
    places.put(range, range);
    return range;
  }

  /** Names a range again that is named already, somewhere else: a copy by reference. */
  private void share(Ino file) {
    List<SegmentUse.Use> uses = uses();
    if (!uses.isEmpty()) {
      SegmentRange name = uses.get(random.nextInt(uses.size())).name();
      append(new BytesWritten(file, random.nextInt(FILE_BYTES), name));
    }
  }

  /** Moves ranges of older segments, and some that nobody names. */
  private void move() {
    seal();
    List<RangeMove> moves = new ArrayList<>();
    for (SegmentUse.Use use : uses()) {
      if (random.nextBoolean()) {
        moves.add(to(use.place()));
      }
    }
    moves.add(to(new SegmentRange(1, 1L << 40, 5, 5)));
    if (random.nextBoolean()) {
      moves.add(to(moves.getFirst().from()));
    }
    String before = TreeDigest.of(new TreeView(index));
    append(new RangesMoved(moves));
    moves.forEach(m -> places.replaceAll((_, at) -> at.equals(m.from()) ? m.to() : at));
    assertEquals(before, TreeDigest.of(new TreeView(index)));
  }

  private RangeMove to(SegmentRange from) {
    free += from.length();
    return new RangeMove(from, segment, free - from.length());
  }

  private List<SegmentUse.Use> uses() {
    List<SegmentUse.Use> found = new ArrayList<>();
    SegmentUse.used(index).forEach(n -> SegmentUse.ranges(index, n, 0, found::add));
    return found;
  }

  /**
   * Each range stands where it was moved to; it is named as often, each segment as full, as a walk
   * over all extents finds.
   */
  void requireCounted() {
    TreeView tree = new TreeView(index);
    Map<SegmentRange, Integer> walked = new HashMap<>();
    LiveExtents.visit(
        index,
        (_, extent) -> {
          SegmentRange name = ((InSegment) extent).range();
          assertEquals(places.get(name), tree.place(name));
          walked.merge(tree.place(name), 1, Integer::sum);
        });
    Map<Integer, SegmentUse.Live> live = new TreeMap<>();
    walked
        .keySet()
        .forEach(
            range ->
                live.compute(
                    range.segment(),
                    (_, was) ->
                        new SegmentUse.Live(
                            (was == null ? 0 : was.ranges()) + 1,
                            (was == null ? 0 : was.bytes()) + range.length())));
    Map<SegmentRange, Integer> kept = new HashMap<>();
    uses().forEach(use -> kept.put(use.place(), use.references()));

    assertEquals(walked, kept);
    assertEquals(live, SegmentUse.live(index));
  }
}
