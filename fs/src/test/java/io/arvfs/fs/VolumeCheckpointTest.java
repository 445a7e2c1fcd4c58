package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.Journal;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.IndexFullException;
import io.arvfs.journal.index.IndexStore;
import io.arvfs.journal.index.RocksDirectory;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Volumes that take checkpoints and let their log go: whatever is left of them shows the same. */
final class VolumeCheckpointTest {

  private static final History AN_HOUR = new History(Duration.ofHours(1), 0);
  private static final Path CHECKPOINTS = VolumeLayout.of(Rig.DIRECTORY).checkpoints();

  /** Rows in memory: every start begins without any. */
  private static final class NoStore implements IndexStore {
    @Override
    public HeapIndex open() {
      return Rig.heap();
    }

    @Override
    public void delete() {
      // Nothing outlives its process.
    }
  }

  private static Volume open(CrashDisk disk, Tasks tasks, IndexStore store, History history)
      throws IOException {
    VolumeStart start = new VolumeStart(disk, Rig.DIRECTORY, tasks);
    Journal journal = Journal.openOn(disk, Rig.DIRECTORY, tasks, Rig.OPTIONS, start.from());
    Keeping keeping =
        new Keeping(new Checkpoints(disk, CHECKPOINTS), TreeFamilies.all(), history, 6 << 10);
    Volume volume =
        start.open(store, journal, index -> Rig.keeping(disk, tasks, journal, index, keeping));
    volume.load(Ino.ROOT);
    return volume;
  }

  static Volume open(CrashDisk disk, Tasks tasks) throws IOException {
    return open(disk, tasks, new NoStore(), History.NONE);
  }

  private static void pause(Tasks tasks, Duration duration) {
    try {
      tasks.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Checkpoint> checkpoints(CrashDisk disk) throws IOException {
    return new Checkpoints(disk, CHECKPOINTS).list();
  }

  private static Position first(CrashDisk disk) throws IOException {
    return new JournalReader(disk, Rig.DIRECTORY).first();
  }

  /** The rows as each checkpoint, and what of the log follows it, give them. */
  private static void requireFoldable(CrashDisk disk, String rows) throws IOException {
    JournalReader reader = new JournalReader(disk, Rig.DIRECTORY);
    Checkpoints all = new Checkpoints(disk, CHECKPOINTS);
    for (Checkpoint checkpoint : all.trusted(reader::has)) {
      HeapIndex index = Rig.heap();
      all.load(checkpoint, index);
      Rig.folding(disk).catchUp(index, reader);
      assertEquals(rows, RowsDigest.of(index, TreeFamilies.all()));
    }
    if (reader.first().equals(new Position(1))) {
      assertEquals(rows, Rig.foldedRows(disk));
    }
  }

  /** One step of a volume's life: a command, or something that is done for its disk. */
  private static void step(Volume volume, Pair pair, Random random, Tasks tasks)
      throws IOException {
    switch (random.nextInt(40)) {
      case 0 -> volume.free(random.nextBoolean() ? 1 : Long.MAX_VALUE);
      case 1 -> volume.condense();
      case 2 -> volume.releaseSegments();
      case 3 -> pause(tasks, Duration.ofMillis(random.nextInt(3000)));
      case 4 -> pause(tasks, Duration.ofMinutes(random.nextInt(90)));
      default -> pair.step();
    }
  }

  @Property(tries = 40)
  void lives_withCheckpointsAndTrimming_showWhatTheModelShows(@ForAll long seed) {
    Simulation.run(
        seed,
        tasks -> {
          Random random = new Random(seed);
          CrashDisk disk = new CrashDisk();
          PosixModel model = new PosixModel();
          History history = random.nextBoolean() ? History.NONE : AN_HOUR;
          for (int life = 0; life < 4; life++) {
            try (Volume volume = open(disk, tasks, new NoStore(), history)) {
              Pair pair = new Pair(volume, model, random);
              pair.requireEqual();
              for (int i = 0; i < 80; i++) {
                step(volume, pair, random, tasks);
              }
              pair.requireEqual();
              requireFoldable(disk, Rig.rows(volume));
            }
            model.closeAll();
          }
        });
  }

  /** What becomes of the index of a process that was killed. */
  private static void disturb(Path index, Path copy, Random random) throws IOException {
    RocksDirectory there = new RocksDirectory(index, TreeFamilies.all());
    switch (random.nextInt(4)) {
      case 0 -> there.delete();
      case 1 -> {
        there.delete();
        copy(copy, index);
      }
      case 2 -> {
        new RocksDirectory(copy, TreeFamilies.all()).delete();
        copy(index, copy);
      }
      default -> Files.writeString(index.resolve("CURRENT"), "nothing");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Property(tries = 5)
  void index_deletedOldOrDamaged_changesNothing(@ForAll long seed) throws IOException {
    Path scratch = Files.createTempDirectory("kept");
    Path index = scratch.resolve("index");
    try {
      Simulation.run(seed, tasks -> disturbed(seed, tasks, index, scratch.resolve("copy")));
    } finally {
      new RocksDirectory(scratch, TreeFamilies.all()).delete();
    }
  }

  private static void disturbed(long seed, Tasks tasks, Path index, Path copy) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    PosixModel model = new PosixModel();
    RocksDirectory store = new RocksDirectory(index, TreeFamilies.all());
    for (int life = 0; life < 5; life++) {
      try (Volume volume = open(disk, tasks, store, History.NONE)) {
        Pair pair = new Pair(volume, model, random);
        pair.requireEqual();
        for (int i = 0; i < 60; i++) {
          step(volume, pair, random, tasks);
        }
        requireFoldable(disk, Rig.rows(volume));
      }
      model.closeAll();
      disturb(index, copy, random);
    }
  }

  @Property(tries = 50)
  void powerCuts_whileCheckpointsAreTakenAndTheLogTrimmed_loseNothingForced(@ForAll long seed) {
    Simulation.run(seed, tasks -> cuts(seed, tasks));
  }

  private static void cuts(long seed, Tasks tasks) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    for (int life = 0; life < 4; life++) {
      NavigableMap<Position, String> trees = new TreeMap<>();
      Volume volume = open(disk, tasks);
      Position forced = volume.appended();
      volume.force(forced);
      trees.put(forced, Rig.tree(volume));
      CrashDisk running = disk;
      CrashDisk[] after = {null};
      int[] left = {random.nextInt(400)};
      running.setFault(
          (_, _) -> {
            if (left[0]-- == 0) {
              after[0] = running.crash(seed);
            }
          });
      for (int i = 0; i < 40 && after[0] == null; i++) {
        change(volume, random, () -> trees.put(volume.appended(), Rig.tree(volume)));
        if (after[0] == null && random.nextInt(8) == 0) {
          Position asked = volume.appended();
          upkeep(volume, random, tasks);
          forced = after[0] == null ? asked : forced;
        }
      }
      running.setFault((_, _) -> {});
      disk = after[0] == null ? running.crash(seed) : after[0];
      requireMarked(disk);
      requireOneOf(disk, tasks, trees.tailMap(forced, true));
    }
  }

  static void change(Volume volume, Random random) throws IOException {
    change(volume, random, () -> {});
  }

  /** Makes a file, and removes it or writes into it; {@code done} is told of each command. */
  private static void change(Volume volume, Random random, Runnable done) throws IOException {
    Name name = new Name("f" + random.nextInt(9));
    volume.execute(new Command.CreateFile(Ino.ROOT, name, Rig.ATTRIBUTES));
    done.run();
    if (random.nextInt(3) == 0) {
      volume.execute(new Command.Unlink(Ino.ROOT, name));
      done.run();
      return;
    }
    Optional<Ino> ino = volume.view().child(Ino.ROOT, name);
    if (ino.isPresent()) {
      volume.write(ino.get(), random.nextInt(900), false, ByteBuffer.wrap(new byte[300]));
      done.run();
    }
  }

  /** Each of these forces all that was appended before. */
  private static void upkeep(Volume volume, Random random, Tasks tasks) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> volume.force(volume.appended());
      case 1 -> volume.releaseSegments();
      case 2 -> volume.free(Long.MAX_VALUE);
      default -> {
        volume.condense();
        volume.force(volume.appended());
        pause(tasks, Duration.ofSeconds(2));
      }
    }
  }

  /** A checkpoint has its name only when the log says that what it holds is durable. */
  private static void requireMarked(CrashDisk disk) throws IOException {
    Path log = VolumeLayout.of(Rig.DIRECTORY).log();
    Position durable = new FrameReader(disk, log).scan((_, _, _) -> {}).durableEnd();
    for (Checkpoint named : checkpoints(disk)) {
      assertTrue(!named.position().isAfter(durable), named + ", durable up to " + durable);
    }
  }

  private static void requireOneOf(
      CrashDisk disk, Tasks tasks, NavigableMap<Position, String> trees) throws IOException {
    try (Volume found = open(disk, tasks)) {
      assertTrue(trees.containsValue(Rig.tree(found)), "none of the trees since the last force");
      requireFoldable(disk, Rig.rows(found));
      for (long ino = 1; ino < found.view().nextIno().value(); ino++) {
        if (found.view().inode(new Ino(ino)).isPresent()) {
          Pair.read(found, new Ino(ino), 0, 2000);
        }
      }
    }
  }

  /** Work until the log was trimmed. */
  private void work(CrashDisk disk, Tasks tasks, Volume volume) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 3000 && first(disk).value() <= 1; i++) {
      change(volume, random);
      if (i % 10 == 0) {
        pause(tasks, Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void upkeep_byItself_keepsTwoCheckpointsAndTheLogSinceTheOlder() {
    Simulation.run(
        1,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (Volume volume = open(disk, tasks)) {
            work(disk, tasks, volume);

            List<Checkpoint> kept = checkpoints(disk);
            assertEquals(2, kept.size());
            assertEquals(kept.getFirst().position(), first(disk));
          }
        });
  }

  @Test
  void condense_withoutHistory_leavesOneCheckpointAndTheLogFromThere() {
    Simulation.run(
        2,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          String tree;
          try (Volume volume = open(disk, tasks)) {
            work(disk, tasks, volume);
            volume.condense();
            tree = Rig.tree(volume);
          }
          assertEquals(1, checkpoints(disk).size());
          assertEquals(checkpoints(disk).getFirst().position(), first(disk));
          assertEquals(1, new JournalReader(disk, Rig.DIRECTORY).files().size());
          try (Volume volume = open(disk, tasks)) {
            assertEquals(tree, Rig.tree(volume));
          }
        });
  }

  private static void damage(CrashDisk disk, Checkpoint checkpoint) throws IOException {
    try (DiskFile file = disk.open(checkpoint.file(), OpenMode.READ_WRITE)) {
      long at = file.size() - 30;
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, at);
      file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
    }
  }

  @Test
  void start_withTheNewerCheckpointDamaged_usesTheOlder() {
    Simulation.run(
        3,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          String tree;
          try (Volume volume = open(disk, tasks)) {
            work(disk, tasks, volume);
            tree = Rig.tree(volume);
          }
          damage(disk, checkpoints(disk).getLast());

          try (Volume volume = open(disk, tasks)) {
            assertEquals(tree, Rig.tree(volume));
          }
        });
  }

  @Test
  void start_ofATrimmedLogWithoutIndexAndCheckpoint_isRefusedInOneLine() {
    Simulation.run(
        4,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (Volume volume = open(disk, tasks)) {
            work(disk, tasks, volume);
          }
          Position begins = first(disk);
          for (Checkpoint checkpoint : checkpoints(disk)) {
            damage(disk, checkpoint);
          }

          String said =
              String.valueOf(assertThrows(IOException.class, () -> open(disk, tasks)).getMessage());
          assertEquals(
              "the volume /volume has neither an index nor a checkpoint to go with its log, which"
                  + " begins at entry "
                  + begins
                  + "; save what is there with: arv-fs-journal recover /volume",
              said);
        });
  }

  @Test
  void checkpoint_thatCannotBeWritten_stopsNothingAndIsTriedAgain() {
    Simulation.run(
        5,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (Volume volume = open(disk, tasks)) {
            disk.setFault(
                (operation, file) -> {
                  if (operation == Operation.WRITE && file.toString().contains("checkpoint")) {
                    throw new IOException("the disk fails");
                  }
                });
            Random random = new Random(1);
            for (int i = 0; i < 300; i++) {
              change(volume, random);
              pause(tasks, Duration.ofMillis(100));
            }
            assertEquals(List.of(), checkpoints(disk));
            assertTrue(volume.poison().isEmpty());
            disk.setFault((_, _) -> {});
            pause(tasks, Duration.ofMinutes(2));

            assertEquals(1, checkpoints(disk).size());
          }
        });
  }

  /** A full disk is no reason to doubt a checkpoint, nor to begin with another. */
  @Test
  void start_withoutRoomForTheIndex_saysSoAndKeepsWhatThereIs() {
    Simulation.run(
        21,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (Volume volume = open(disk, tasks)) {
            volume.execute(new Command.CreateFile(Ino.ROOT, new Name("a"), Rig.ATTRIBUTES));
            volume.condense();
          }
          List<Checkpoint> kept = checkpoints(disk);
          AtomicInteger opened = new AtomicInteger();
          IndexStore full =
              new IndexStore() {
                @Override
                public Index open() {
                  opened.incrementAndGet();
                  return new WatchedIndex(
                      Rig.heap(),
                      () -> {
                        throw new IndexFullException("fill", new IOException("no space left"));
                      });
                }

                @Override
                public void delete() {
                  // Nothing outlives its process.
                }
              };
          JournalReader reader = new JournalReader(disk, Rig.DIRECTORY);
          VolumeStart start = new VolumeStart(disk, Rig.DIRECTORY, tasks);

          assertThrows(OutOfSpaceException.class, () -> start.index(full, reader));
          assertEquals(2, opened.get(), "once as it was left, and once to be filled");
          assertEquals(kept, checkpoints(disk));
        });
  }
}
