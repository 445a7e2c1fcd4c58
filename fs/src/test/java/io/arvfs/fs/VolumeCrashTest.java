package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Power cuts: what is found is a prefix of what was, no shorter than what was forced. */
final class VolumeCrashTest {

  @Property(tries = 100)
  void powerCuts_oneAfterTheOther_leaveAPrefixThatHoldsAllThatWasForced(@ForAll long seed) {
    Simulation.run(seed, tasks -> lives(seed, tasks));
  }

  private static void lives(long seed, Tasks tasks) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    try (Volume empty = Rig.open(disk, tasks)) {
      empty.force(empty.appended());
    }
    for (int life = 0; life < 4; life++) {
      disk = cut(disk, random, tasks);
    }
  }

  /** One life, not closed, and the disk after the power went. */
  private static CrashDisk cut(CrashDisk disk, Random random, Tasks tasks) throws IOException {
    NavigableMap<Position, String> history = new TreeMap<>();
    String before = TreeDigest.of(new TreeView(Rig.fold(disk, new Position(Long.MAX_VALUE))));
    Volume volume = Rig.open(disk, tasks);
    assertEquals(before, Rig.tree(volume));
    Pair pair = new Pair(volume, modelOf(volume), random);
    history.put(volume.appended(), Rig.tree(volume));
    Position forced = Position.NONE;
    for (int i = random.nextInt(60); i > 0; i--) {
      pair.step();
      history.put(volume.appended(), Rig.tree(volume));
      if (random.nextInt(15) == 0) {
        forced = volume.appended();
        volume.force(forced);
      } else if (random.nextInt(25) == 0) {
        forced = volume.appended();
        volume.releaseSegments();
      } else if (random.nextInt(25) == 0) {
        pause(tasks);
      }
    }
    CrashDisk after = disk.crash(random.nextLong());
    requirePrefix(after, history, forced, tasks);
    return after;
  }

  private static void pause(Tasks tasks) {
    try {
      tasks.sleep(Duration.ofSeconds(1 + tasks.nanoTime() % 7));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requirePrefix(
      CrashDisk after, NavigableMap<Position, String> history, Position forced, Tasks tasks)
      throws IOException {
    try (Volume found = Rig.open(after, tasks)) {
      String tree = Rig.tree(found);
      assertTrue(
          history.tailMap(forced, true).containsValue(tree), "none of the trees since " + forced);
      requireReadable(found);
      assertEquals(tree, TreeDigest.of(new TreeView(Rig.fold(after, found.appended()))));
    }
  }

  /** Every byte that is named is there, and is the one that was written. */
  private static void requireReadable(Volume volume) throws IOException {
    for (long ino = 1; ino < volume.view().nextIno().value(); ino++) {
      for (Extent extent : volume.view().extents(new Ino(ino))) {
        SegmentRange range = ((InSegment) extent).range();
        ByteBuffer bytes = ByteBuffer.allocate(range.length());
        volume.readSegment(range, 0, bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes.flip());
        assertEquals(range.crc(), (int) crc.getValue());
      }
    }
  }

  /** The tree as it was found, to go on from. */
  private static PosixModel modelOf(Volume volume) throws IOException {
    PosixModel model = new PosixModel();
    copy(volume, Ino.ROOT, model);
    return model;
  }

  private static void copy(Volume volume, Ino directory, PosixModel model) throws IOException {
    for (var dentry : volume.view().byName(directory)) {
      var inode = volume.view().inode(dentry.ino()).orElseThrow();
      model.make(dentry.ino(), directory, dentry.name(), inode.isDirectory());
      if (inode.isDirectory()) {
        copy(volume, dentry.ino(), model);
      } else if (inode.size() > 0) {
        byte[] bytes = Pair.read(volume, dentry.ino(), 0, (int) inode.size());
        model.write(dentry.ino(), 0, false, bytes);
      }
    }
  }
}
