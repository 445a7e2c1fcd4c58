package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The volume against {@link PosixModel}, and against its own replay. */
final class VolumeModelTest {

  private static final int STEPS = 80;

  /** Makes the rows that a life begins with. */
  private interface Rows {
    Index begin() throws IOException;
  }

  @Property(tries = 250)
  void commands_onTheVolume_showWhatTheModelShows(@ForAll long seed) {
    Simulation.run(seed, tasks -> lives(seed, tasks, Rig::heap));
  }

  @Property(tries = 8)
  void commands_onTheVolumeInRocksDb_showWhatTheModelShows(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("index");
    try {
      Simulation.run(
          seed, tasks -> lives(seed, tasks, () -> RocksIndex.open(directory, TreeFamilies.all())));
    } finally {
      delete(directory);
    }
  }

  /** Three lives; what RocksDB keeps between them goes on, what is in memory is folded anew. */
  private static void lives(long seed, Tasks tasks, Rows rows) throws IOException {
    CrashDisk disk = new CrashDisk();
    PosixModel model = new PosixModel();
    Random random = new Random(seed);
    for (int life = 0; life < 3; life++) {
      String tree;
      try (Volume volume = Rig.open(disk, tasks, rows.begin())) {
        Pair pair = new Pair(volume, model, random);
        pair.requireEqual();
        for (int i = 0; i < STEPS; i++) {
          pair.step();
        }
        pair.requireEqual();
        volume.releaseSegments();
        pair.requireEqual();
        assertEquals(Rig.foldedRows(disk), Rig.rows(volume));
        tree = Rig.tree(volume);
      }
      requireReplayed(disk, tasks, tree);
      model.closeAll();
    }
  }

  private static void requireReplayed(CrashDisk disk, Tasks tasks, String tree) throws IOException {
    try (Volume again = Rig.open(disk, tasks)) {
      assertEquals(tree, Rig.tree(again));
      assertEquals(List.of(), again.view().orphans());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
