package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.VolumeEvent.Started;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The power goes, and the index has kept rows of entries that the log has lost, or an old copy of
 * such an index comes back when those positions have other entries: the tree is what the log says.
 */
final class IndexAheadTest {

  private static final int LIVES = 6;
  private static final List<Name> NAMES =
      List.of(new Name("a"), new Name("b"), new Name("c"), new Name("d"));
  private static final AtomicInteger AHEAD = new AtomicInteger();
  private static final AtomicInteger OVERTAKEN = new AtomicInteger();

  @Property(tries = 60)
  void start_withRowsAheadOfTheLog_showsWhatTheLogHas(@ForAll long seed) {
    Simulation.run(seed, tasks -> new Lives(seed, tasks).live());
  }

  @AfterContainer
  static void rowsWereAhead() {
    assertTrue(AHEAD.get() > 60, AHEAD + " starts found rows ahead of the log");
    assertTrue(OVERTAKEN.get() > 10, OVERTAKEN + " starts found rows of a history that was cut");
  }

  /** Gives the rows that are there, until they are deleted. */
  private static final class Shelf implements IndexStore {

    private Index rows = Rig.heap();

    @Override
    public Index open() {
      return rows;
    }

    @Override
    public void delete() {
      rows = Rig.heap();
    }
  }

  private static final class Lives {

    private final Random random;
    private final Tasks tasks;
    private final Shelf shelf = new Shelf();
    private final List<Index> copies = new ArrayList<>();

    /** The tree after each entry that still counts. */
    private final NavigableMap<Position, String> trees = new TreeMap<>();

    private CrashDisk disk = new CrashDisk();

    Lives(long seed, Tasks tasks) {
      this.random = new Random(seed);
      this.tasks = tasks;
    }

    void live() throws IOException {
      for (int life = 0; life < LIVES; life++) {
        Volume volume = start();
        if (life > 0) {
          requireWhatTheLogHas(volume);
        }
        volume.load(Ino.ROOT);
        work(volume);
        copies.add(Rig.copy(shelf.rows));
        disk = disk.crash(random.nextLong()); // Out of reach of what still runs.
        shelf.rows = random.nextInt(3) == 0 ? anyCopy() : Rig.copy(copies.getLast());
      }
    }

    private Index anyCopy() {
      return Rig.copy(copies.get(random.nextInt(copies.size())));
    }

    private Volume start() throws IOException {
      VolumeStart begin = new VolumeStart(disk, Rig.DIRECTORY, tasks);
      Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, Rig.OPTIONS, begin.from());
      Position found = shelf.rows.applied().position();
      boolean ahead = found.isAfter(started());
      boolean counts = journal.reader().has(shelf.rows.applied());
      AHEAD.addAndGet(ahead ? 1 : 0);
      OVERTAKEN.addAndGet(!ahead && !counts ? 1 : 0);
      Index index = begin.index(shelf, journal.reader());
      Keeping keeping =
          new Keeping(begin.checkpoints(), TreeFamilies.all(), History.NONE, Long.MAX_VALUE);
      return Rig.keeping(disk, tasks, journal, index, keeping);
    }

    /** The entry after which the last start goes on. */
    private Position started() throws IOException {
      Position[] after = {Position.NONE};
      new JournalReader(disk, Rig.DIRECTORY)
          .scan(
              (entry, _) -> {
                if (entry.events().size() == 1
                    && entry.events().getFirst() instanceof Started start) {
                  after[0] = start.after();
                }
              });
      return after[0];
    }

    private void requireWhatTheLogHas(Volume volume) throws IOException {
      Position end = started();
      trees.tailMap(end, false).clear();
      if (!trees.isEmpty()) {
        assertEquals(trees.lastEntry().getValue(), Rig.tree(volume), "the tree at " + end);
      }
      assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
      for (long ino = 1; ino < volume.view().nextIno().value(); ino++) {
        for (Extent extent : volume.view().extents(new Ino(ino))) {
          assertTrue(volume.verifySegment(((InSegment) extent).range()), extent + "");
        }
      }
    }

    private void work(Volume volume) throws IOException {
      for (int i = 20 + random.nextInt(60); i > 0; i--) {
        step(volume);
        trees.put(volume.appended(), Rig.tree(volume));
        if (random.nextInt(25) == 0) {
          volume.force(volume.appended());
        } else if (random.nextInt(80) == 0) {
          volume.condense();
          trees.put(volume.appended(), Rig.tree(volume));
        }
      }
    }

    /** Asks for something that may be refused. */
    private void step(Volume volume) throws IOException {
      Name name = NAMES.get(random.nextInt(NAMES.size()));
      Ino ino = new Ino(1 + random.nextLong(volume.view().nextIno().value()));
      Ino other = random.nextBoolean() ? Ino.ROOT : ino;
      byte[] data = new byte[1 + random.nextInt(900)];
      random.nextBytes(data);
      switch (random.nextInt(8)) {
        case 0, 1 -> volume.execute(new Command.CreateFile(other, name, Rig.ATTRIBUTES));
        case 2 -> volume.execute(new Command.MakeDirectory(other, name, Rig.ATTRIBUTES));
        case 3, 4, 5 -> volume.write(ino, random.nextInt(900), false, ByteBuffer.wrap(data));
        case 6 -> volume.execute(new Command.Unlink(other, name));
        default -> {
          Name target = NAMES.get(random.nextInt(NAMES.size()));
          volume.execute(new Command.Rename(Ino.ROOT, name, other, target, true));
        }
      }
    }
  }
}
