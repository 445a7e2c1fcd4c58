package io.arvfs.sync.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decider;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestPaths;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.Node;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.RegularFile;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InBlock;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.Fold;
import io.arvfs.fs.tree.Inode;
import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Attributes;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.ChangesGathered;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Batch;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.sync.plan.LocalChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree and its ledger in memory, folded from events that random commands lead to. */
final class Bench {

  static final Attributes ATTRIBUTES = new Attributes(0755, 1, 1);
  static final ManifestText BASE =
      new ManifestText(
          """
          . acbd18db4cc2f85cedef654fccc4a4d8+9 0:3:a 3:3:b 6:3:f
          ./d acbd18db4cc2f85cedef654fccc4a4d8+9 0:9:a 2:3:b
          ./d/c acbd18db4cc2f85cedef654fccc4a4d8+9 1:5:a
          """);

  private static final int MAX_FILE = 60;
  private static final int RANGES_PER_SEGMENT = 5;
  private static final List<Name> NAMES = Stream.of("a", "b", "c", "d").map(Name::new).toList();

  private final Random random;
  private final HeapIndex index =
      new HeapIndex(
          Stream.concat(TreeFamilies.all().stream(), LedgerFamilies.all().stream()).toList());
  private final Directory base;
  private final List<Fold> folds;
  private final Set<Ino> open = new HashSet<>();
  private Runnable between = () -> {};
  private final Random cuts;
  private long position;
  private int ranges;

  Bench(Random random) {
    this.random = random;
    this.cuts = new Random(random.nextLong());
    try {
      this.base = BASE.load();
    } catch (UnloadableManifestException e) {
      throw new IllegalStateException(e);
    }
    this.folds = List.of(new Ledger(), new TreeFold(_ -> ManifestPaths.of(base)));
    ServerState state = new ServerState(1, BASE.portableDataHash(), Instant.EPOCH);
    append(new ManifestAdopted(Ino.ROOT, "uuid", state, new Ino(2), ATTRIBUTES));
  }

  Directory base() {
    return base;
  }

  HeapIndex index() {
    return index;
  }

  TreeView tree() {
    return new TreeView(index);
  }

  LedgerView ledger() {
    return new LedgerView(index);
  }

  Position append(Event... events) {
    return append(List.of(events));
  }

  private Position append(List<Event> events) {
    Batch batch = new Batch(index);
    position++;
    Entry entry = new Entry(new Position(position), Instant.ofEpochSecond(position), events);
    folds.forEach(fold -> fold.apply(entry, batch));
    index.write(batch, new Applied(entry.position(), 1, 0));
    return entry.position();
  }

  boolean execute(Command command) {
    boolean accepted =
        new Decider(tree(), open::contains).decide(command) instanceof Accepted(var events)
            && (events.isEmpty() || append(events).value() > 0);
    requireSegmentsCounted();
    return accepted;
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      execute(command());
    }
    moveSome();
  }

  /** What is random from now on depends on nothing that was before. */
  Bench again(long seed) {
    random.setSeed(seed);
    return this;
  }

  private Ino ino() {
    long last = tree().nextIno().value();
    return new Ino(random.nextInt(3) == 0 ? 1 : 1 + random.nextLong(last));
  }

  private Name name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private Command command() {
    return switch (random.nextInt(10)) {
      case 0 -> new Command.CreateFile(ino(), name(), ATTRIBUTES);
      case 1 -> new Command.MakeDirectory(ino(), name(), ATTRIBUTES);
      case 2, 3 -> new Command.WriteBytes(ino(), random.nextInt(MAX_FILE), false, range());
      case 4 -> new Command.Truncate(ino(), random.nextInt(MAX_FILE));
      case 5 -> new Command.RemoveDirectory(ino(), name());
      case 6 -> new Command.Unlink(ino(), name());
      case 7 -> holdOrBury(ino());
      default -> new Command.Rename(ino(), name(), ino(), name(), true);
    };
  }

  private Command holdOrBury(Ino ino) {
    if (tree().inode(ino).isPresent() && !open.remove(ino)) {
      open.add(ino);
    }
    return new Command.Bury(ino);
  }

  /** The next bytes that nobody else has. */
  SegmentRange range() {
    int number = ranges++;
    int segment = 1 + number / RANGES_PER_SEGMENT;
    return new SegmentRange(
        segment, number % RANGES_PER_SEGMENT * 100L, 1 + random.nextInt(20), number);
  }

  /** Is done between two entries of a freeze or a save. */
  void whileWorking(Runnable deed) {
    between = deed;
  }

  /** Freezes what changed, some inodes before the others. */
  Position freeze() {
    for (long first = 1; cuts.nextBoolean(); first += 1 + cuts.nextLong(10)) {
      append(new ChangesGathered(Ino.ROOT, new Ino(first), 1 + cuts.nextLong(10)));
      between.run();
    }
    return append(new CommitFrozen(Ino.ROOT));
  }

  /** Makes what is frozen the base, some inodes before the others. */
  void save(Position frozenAt) {
    append(new StepSaved(Ino.ROOT, frozenAt, BASE.portableDataHash()));
    long first = 1;
    while (cuts.nextInt(3) > 0) {
      between.run();
      long count = 1 + cuts.nextLong(10);
      append(new ChangesSettled(Ino.ROOT, new Ino(first), count));
      first += count;
    }
    between.run();
    append(new ChangesSettled(Ino.ROOT, new Ino(first), Long.MAX_VALUE - first + 1));
    ledger().lapsed(Ino.ROOT, _ -> true).forEach(this::append);
  }

  /** Tells that Keep has all frozen bytes, each extent in a block or cut over two. */
  void storeAll() {
    List<InSegment> frozen =
        ledger().planned().keySet().stream()
            .flatMap(ino -> ledger().plannedExtents(ino).stream())
            .filter(InSegment.class::isInstance)
            .map(InSegment.class::cast)
            .toList();
    for (InSegment extent : frozen) {
      int cut = random.nextBoolean() ? extent.length() : 1 + random.nextInt(extent.length());
      store(extent.part(0, cut));
      if (cut < extent.length()) {
        store(extent.part(cut, extent.length() - cut));
      }
    }
  }

  private void store(InSegment extent) {
    StoredPart part =
        new StoredPart(extent.range().segment(), extent.segmentOffset(), extent.length(), 7);
    append(new BytesStored(Ino.ROOT, block(extent.range().crc(), 100), List.of(part)));
  }

  private static BlockId block(int number, int size) {
    return new BlockId(String.format("%032x", number), size);
  }

  /** Lets some of the ranges that are named stand in a segment of their own, and others too. */
  void moveSome() {
    int to = 1 + ranges / RANGES_PER_SEGMENT + 1;
    ranges = (to + 1) * RANGES_PER_SEGMENT;
    List<RangeMove> moves = new ArrayList<>();
    for (int segment : SegmentUse.used(index)) {
      SegmentUse.ranges(
          index,
          segment,
          0,
          use -> {
            if (random.nextInt(3) > 0) {
              moves.add(new RangeMove(use.place(), to, moves.size() * 100L));
            }
            return true;
          });
    }
    moves.add(new RangeMove(new SegmentRange(1, 7, 3, 9), to, moves.size() * 100L));
    String before = TreeDigest.of(tree());
    append(new RangesMoved(moves));
    assertEquals(before, TreeDigest.of(tree()));
    requireSegmentsCounted();
  }

  /** The use of segments is what a recount of all rows gives. */
  void requireSegmentsCounted() {
    Map<SegmentRange, Integer> counted = new HashMap<>();
    for (long i = 1; i < tree().nextIno().value(); i++) {
      Ino ino = new Ino(i);
      Stream.concat(tree().extents(ino).stream(), ledger().plannedExtents(ino).stream())
          .filter(InSegment.class::isInstance)
          .forEach(e -> counted.merge(tree().place(((InSegment) e).range()), 1, Integer::sum));
    }
    Map<SegmentRange, Integer> kept = new HashMap<>();
    Map<Integer, SegmentUse.Live> live = new TreeMap<>();
    for (int segment : SegmentUse.used(index)) {
      SegmentUse.ranges(index, segment, 0, use -> kept.put(use.place(), use.references()) == null);
    }
    counted
        .keySet()
        .forEach(
            r ->
                live.merge(
                    r.segment(),
                    new SegmentUse.Live(1, r.length()),
                    (a, b) -> new SegmentUse.Live(a.ranges() + b.ranges(), a.bytes() + b.bytes())));

    assertEquals(counted, kept);
    assertEquals(live, SegmentUse.live(index));
  }

  /** The tree as it is now, with what its bytes are. */
  Directory local() {
    return (Directory) node(tree().inode(Ino.ROOT).orElseThrow());
  }

  private Node node(Inode inode) {
    if (!inode.isDirectory()) {
      return file(tree().extents(inode.ino()), inode.size());
    }
    TreeMap<Name, Node> entries = new TreeMap<>();
    tree()
        .byName(inode.ino())
        .forEach(d -> entries.put(d.name(), node(tree().inode(d.ino()).orElseThrow())));
    return new Directory(entries);
  }

  private static RegularFile file(List<Extent> extents, long size) {
    List<Piece> pieces = new ArrayList<>();
    long at = 0;
    for (Extent extent : extents) {
      hole(pieces, extent.offset() - at);
      pieces.add(piece(extent));
      at = extent.end();
    }
    hole(pieces, size - at);
    return new RegularFile(pieces);
  }

  private static void hole(List<Piece> pieces, long length) {
    if (length > 0) {
      pieces.add(new Piece(LocatorToken.of(block(-1, 1000)), 0, (int) length));
    }
  }

  private static Piece piece(Extent extent) {
    return switch (extent) {
      case InSegment(_, var length, var range, var skip) ->
          new Piece(LocatorToken.of(block(range.crc(), range.length())), skip, length);
      case InBlock(_, var length, var block, var blockOffset, _) ->
          new Piece(LocatorToken.of(block), blockOffset, length);
    };
  }

  /** What the planner is told of the frozen rows. */
  List<LocalChange> frozenChanges() {
    List<LocalChange> changes = new ArrayList<>();
    ledger()
        .planned()
        .forEach(
            (ino, change) -> {
              Optional<ManifestPath> from = change.before().flatMap(_ -> ledger().basePath(ino));
              Optional<ManifestPath> to = change.now().flatMap(_ -> ledger().frozenPath(ino));
              Optional<Node> content = Optional.empty();
              if (to.isPresent() && change.directory() && from.isEmpty()) {
                content = Optional.of(Directory.EMPTY);
              } else if (to.isPresent() && change.content()) {
                content = Optional.of(file(ledger().plannedExtents(ino), change.size()));
              }
              changes.add(new LocalChange(from, to, content));
            });
    return changes;
  }
}
