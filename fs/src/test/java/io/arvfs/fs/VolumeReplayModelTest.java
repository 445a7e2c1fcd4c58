package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalOptions;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexStore;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.Rows;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happens to a volume and to its index, the rows are those that a replay of the journal
 * gives, byte for byte, and the tree is the model's.
 */
final class VolumeReplayModelTest {

  private static final int ACTIONS = 40;

  /** Segments so small that many are nearly empty soon. */
  private static final JournalOptions OPTIONS =
      new JournalOptions(
          new LogOptions(8 << 10, 4 << 10),
          new SegmentOptions(512, 256),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
          OptionalLong.of(Long.MAX_VALUE));

  /** Entries that said where ranges had moved, over all lives. */
  private static final AtomicInteger MOVES = new AtomicInteger();

  private static final List<Action> ALL = List.of(Action.values());

  /** What can happen, each as likely as it is often here. */
  private enum Action {
    WORK,
    FORCE,
    RELEASE,
    CLEAN,
    FREE,
    CONDENSE,
    WAIT,
    CLOSE,
    KILL,
    LOSE_INDEX,
    KEEP_COPY,
    RESTORE_COPY
  }

  /** Where the rows stay between two lives. */
  private interface Shelf extends IndexStore {

    /** Copies them, and puts the copy back; no life is open. */
    void keepCopy() throws IOException;

    void restoreCopy() throws IOException;
  }

  @Property(tries = 50)
  void rowsInMemory_whateverHappens_areThoseOfAReplay(@ForAll long seed) {
    Simulation.run(seed, tasks -> new Life(seed, tasks, new Heap()).live());
  }

  @Property(tries = 3)
  void rowsInRocksDb_whateverHappens_areThoseOfAReplay(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("rows");
    try {
      Simulation.run(seed, tasks -> new Life(seed, tasks, new Rocks(directory)).live());
    } finally {
      Mortal.delete(directory);
    }
  }

  @AfterContainer
  static void requireMoves() {
    assertTrue(MOVES.get() > 5, MOVES + " times something was moved");
  }

  private static final class Life {

    private final Random random;
    private final Tasks tasks;
    private final Shelf shelf;
    private final PosixModel model = new PosixModel();
    private CrashDisk disk = new CrashDisk();
    private Volume volume;
    private Pair pair;

    Life(long seed, Tasks tasks, Shelf shelf) throws IOException {
      this.random = new Random(seed);
      this.tasks = tasks;
      this.shelf = shelf;
      volume = start();
      pair = new Pair(volume, model, random);
    }

    /** As a mount does. */
    private Volume start() throws IOException {
      VolumeStart begin = new VolumeStart(disk, Rig.DIRECTORY, tasks);
      Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, OPTIONS, begin.from());
      Index index = begin.index(shelf, journal.reader());
      Keeping keeping =
          new Keeping(begin.checkpoints(), TreeFamilies.all(), History.NONE, Long.MAX_VALUE);
      Volume started = Rig.keeping(disk, tasks, journal, index, keeping);
      started.load(Ino.ROOT);
      return started;
    }

    void live() throws IOException {
      for (int i = 0; i < ACTIONS; i++) {
        act(ALL.get(random.nextInt(ALL.size())));
        assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
      }
      pair.requireEqual();
      volume.close();
    }

    private void act(Action action) throws IOException {
      switch (action) {
        case WORK -> work();
        case FORCE -> volume.force(volume.appended());
        case RELEASE -> volume.releaseSegments();
        case CLEAN -> clean();
        case FREE -> volume.free(Long.MAX_VALUE);
        case CONDENSE -> volume.condense();
        case WAIT -> sleep();
        case CLOSE -> again(() -> {});
        case KILL -> kill();
        case LOSE_INDEX -> again(shelf::delete);
        case KEEP_COPY -> again(shelf::keepCopy);
        case RESTORE_COPY -> again(shelf::restoreCopy);
      }
    }

    private void clean() throws IOException {
      Position before = volume.appended();
      volume.clean();
      MOVES.addAndGet(volume.appended().isAfter(before) ? 1 : 0);
    }

    private void work() throws IOException {
      for (int i = random.nextInt(40); i > 0; i--) {
        pair.step();
      }
    }

    private void sleep() {
      try {
        tasks.sleep(Duration.ofSeconds(random.nextInt(8)));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private interface Between {
      void run() throws IOException;
    }

    private void again(Between between) throws IOException {
      pair.requireEqual();
      volume.close();
      between.run();
      restart();
    }

    /** Files without a name die, and nothing else. */
    private void restart() throws IOException {
      model.closeAll();
      volume = start();
      pair = new Pair(volume, model, random);
      assertEquals(List.of(), volume.view().orphans());
      pair.requireEqual();
    }

    /** The process ends in the middle: what it appended is there, its rows may be older. */
    private void kill() throws IOException {
      String tree = Rig.tree(volume);
      disk = Image.of(disk, Rig.DIRECTORY).disk(); // Out of reach of what still runs.
      shelf.delete();
      shelf.restoreCopy();
      restart();
      assertEquals(tree, Rig.tree(volume));
    }
  }

  private static final class Heap implements Shelf {

    private Index rows = Rig.heap();
    private @Nullable Index copy;

    @Override
    public Index open() {
      return rows;
    }

    @Override
    public void delete() {
      rows = Rig.heap();
    }

    @Override
    public void keepCopy() {
      copy = copy(rows);
    }

    @Override
    public void restoreCopy() {
      rows = copy == null ? rows : copy(copy);
    }

    private static Index copy(Index from) {
      HeapIndex to = Rig.copy(from);
      assertEquals(digest(from), digest(to));
      return to;
    }

    private static String digest(Rows rows) {
      return RowsDigest.of(rows, TreeFamilies.all());
    }
  }

  /** Each life has a directory of its own: a process that was killed still holds the one before. */
  private static final class Rocks implements Shelf {

    private final Path parent;
    private int number;
    private @Nullable Path copy;

    Rocks(Path parent) {
      this.parent = parent;
    }

    private Path directory() {
      return parent.resolve("rows" + number);
    }

    @Override
    public Index open() throws IOException {
      return RocksIndex.open(directory(), TreeFamilies.all());
    }

    @Override
    public void delete() {
      number++;
    }

    @Override
    public void keepCopy() throws IOException {
      copy = parent.resolve("copy" + number);
      copy(directory(), copy);
    }

    @Override
    public void restoreCopy() throws IOException {
      Path kept = copy;
      if (kept != null) {
        number++;
        copy(kept, directory());
      }
    }

    private static void copy(Path from, Path to) throws IOException {
      if (Files.exists(to)) {
        Mortal.delete(to);
      }
      Files.createDirectories(to);
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file)));
        }
      }
      assertTrue(Files.exists(to));
    }
  }
}
