package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.SegmentUse;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.index.Index;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Segments of which little is alive are emptied; nobody who reads sees it. */
final class VolumeCleaningTest {

  private static final Name KEPT = new Name("kept");
  private static final Name ALSO = new Name("also");
  private static final Name GONE = new Name("gone");

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Two full segments of which one range each is needed, and a third. All of it is forced. */
  private static CleanedVolume twoNearlyEmpty(CrashDisk disk, Tasks tasks) throws IOException {
    return fillTwoNearlyEmpty(CleanedVolume.open(disk, tasks));
  }

  private static CleanedVolume fillTwoNearlyEmpty(CleanedVolume made) throws IOException {
    made.write(KEPT, 0, bytes(1, 2000));
    for (int i = 0; i < 6; i++) {
      made.write(GONE, 0, bytes(2 + i, 3000));
    }
    made.write(ALSO, 0, bytes(9, 1500));
    for (int i = 0; i < 6; i++) {
      made.write(GONE, i * 3000, bytes(10 + i, 3000));
    }
    made.write(KEPT, 5000, bytes(20, 3000));
    made.remove(GONE);
    made.volume().force(made.volume().appended());
    return made;
  }

  private static List<String> segments(CrashDisk disk) {
    return disk.list(CleanedVolume.SEGMENTS).stream()
        .map(file -> String.valueOf(file.getFileName()))
        .toList();
  }

  @Test
  void clean_ofNearlyEmptySegments_movesWhatIsAliveAndChangesNoDigest() {
    Simulation.run(
        1,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          Map<Name, byte[]> expected;
          String tree;
          try (CleanedVolume cleaned = twoNearlyEmpty(disk, tasks)) {
            tree = cleaned.tree();
            assertEquals(
                List.of("00000001.segment", "00000002.segment", "00000003.segment"),
                segments(disk));

            cleaned.volume().clean();

            assertEquals(List.of("00000003.segment"), segments(disk));
            assertEquals(tree, cleaned.tree());
            cleaned.requireReadable();
            assertEquals(Rig.foldedRows(disk), Rig.rows(cleaned.volume()));
            expected = cleaned.expected();
          }
          try (CleanedVolume again = CleanedVolume.open(disk, tasks, expected)) {
            assertEquals(tree, again.tree());
            again.requireReadable();
          }
        });
  }

  /** Two extents and a gap in one read; the segments go after the rows were looked up. */
  @Test
  void read_whileItsSegmentsGo_hasAllBytesFromWhereTheyStandNow() {
    Simulation.run(
        6,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          List<Runnable> hooks = new ArrayList<>();
          Runnable next =
              () -> {
                if (!hooks.isEmpty()) {
                  hooks.removeLast().run();
                }
              };
          Index rows = new WatchedIndex(Rig.heap(), () -> {}, next);
          CleanedVolume made = CleanedVolume.open(disk, tasks, new TreeMap<>(), rows);
          try (CleanedVolume cleaned = fillTwoNearlyEmpty(made)) {
            hooks.add(() -> clean(cleaned.volume()));
            ByteBuffer target = ByteBuffer.allocate(9000);
            target.position(100);

            int read =
                cleaned.volume().read(cleaned.ino(KEPT), 1000, target.limit(8000)).orElseThrow();

            assertEquals(List.of(), hooks);
            assertEquals(7000, read);
            assertEquals(7100, target.position());
            byte[] expected = new byte[7000];
            System.arraycopy(bytes(1, 2000), 1000, expected, 0, 1000);
            System.arraycopy(bytes(20, 3000), 0, expected, 4000, 3000);
            assertEquals(ByteBuffer.wrap(expected), target.flip().position(100));
          }
        });
  }

  private static void clean(Volume volume) {
    try {
      volume.clean();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was lost is said, and at once; what is not asked for is not looked at. */
  @Test
  void read_ofASegmentThatIsLost_failsAndReadsNoOther() {
    Simulation.run(
        7,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          Map<Name, byte[]> expected;
          try (CleanedVolume made = twoNearlyEmpty(disk, tasks)) {
            expected = made.expected();
          }
          disk.delete(CleanedVolume.SEGMENTS.resolve("00000001.segment"));
          try (CleanedVolume cleaned = CleanedVolume.open(disk, tasks, expected)) {
            Ino kept = cleaned.ino(KEPT);
            disk.setFault(
                (operation, file) -> {
                  if (operation == CrashDisk.Operation.OPEN && !file.endsWith("00000001.segment")) {
                    throw new IOException(file + " is read in vain");
                  }
                });

            assertThrows(
                NoSuchFileException.class,
                () -> cleaned.volume().read(kept, 0, ByteBuffer.allocate(100)));
            disk.setFault((_, _) -> {});
          }
        });
  }

  @Test
  void clean_withNothingWorthIt_appendsNothing() {
    Simulation.run(
        2,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (CleanedVolume cleaned = twoNearlyEmpty(disk, tasks)) {
            cleaned.volume().clean();
            Position before = cleaned.volume().appended();

            cleaned.volume().clean();

            assertEquals(before, cleaned.volume().appended());
          }
        });
  }

  @Test
  void clean_overADamagedRange_leavesItsSegmentAndMovesTheOthers() {
    Simulation.run(
        3,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (CleanedVolume cleaned = twoNearlyEmpty(disk, tasks)) {
            SegmentRange range =
                ((InSegment) cleaned.volume().view().extents(cleaned.ino(KEPT)).getFirst()).range();
            try (DiskFile file =
                disk.open(
                    CleanedVolume.SEGMENTS.resolve("00000001.segment"), OpenMode.READ_WRITE)) {
              file.write(ByteBuffer.wrap(new byte[] {(byte) ~bytes(1, 1)[0]}), range.offset());
            }

            cleaned.volume().clean();
            Position once = cleaned.volume().appended();
            cleaned.volume().clean();

            assertEquals(List.of("00000001.segment", "00000003.segment"), segments(disk));
            assertEquals(range, cleaned.volume().view().place(range));
            assertEquals(once, cleaned.volume().appended());
          }
        });
  }

  @Test
  void clean_overWhatCannotBeRead_movesTheOthers() {
    Simulation.run(
        5,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (CleanedVolume cleaned = twoNearlyEmpty(disk, tasks)) {
            disk.setFault(
                (operation, file) -> {
                  if (operation == CrashDisk.Operation.READ && file.endsWith("00000001.segment")) {
                    throw new IOException("a bad sector");
                  }
                });

            cleaned.volume().clean();

            assertEquals(List.of("00000001.segment", "00000003.segment"), segments(disk));
            disk.setFault((_, _) -> {});
            cleaned.requireReadable();
          }
        });
  }

  @Test
  void clean_ofAPoisonedVolume_doesNothing() {
    Simulation.run(
        4,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          CleanedVolume cleaned = twoNearlyEmpty(disk, tasks);
          cleaned.write(KEPT, 0, bytes(30, 10));
          disk.setFault(
              (operation, _) -> {
                if (operation == CrashDisk.Operation.FORCE) {
                  throw new IOException("a bad disk");
                }
              });
          Volume volume = cleaned.volume();
          assertThrows(IOException.class, () -> volume.force(volume.appended()));
          List<String> before = segments(disk);
          Position appended = volume.appended();

          volume.clean();

          assertEquals(before, segments(disk));
          assertEquals(appended, volume.appended());
          cleaned.requireReadable();
        });
  }

  /** At each operation the power goes, once; and the process dies there, once. */
  @Test
  void clean_endingAtAnyOperation_losesNothingForced() {
    int deaths = 0;
    boolean died = true;
    while (died) {
      died = diesAt(deaths);
      deaths++;
    }

    assertTrue(deaths > 15, deaths + " operations");
  }

  private static boolean diesAt(int operations) {
    boolean[] dead = new boolean[1];
    Simulation.run(
        operations,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          CleanedVolume cleaned = twoNearlyEmpty(disk, tasks);
          String tree = cleaned.tree();
          List<CrashDisk> cuts = new ArrayList<>();
          int[] left = {operations};
          disk.setFault(
              (operation, file) -> {
                if (left[0]-- <= 0) {
                  if (!dead[0]) {
                    for (int seed = 0; seed < 3; seed++) {
                      cuts.add(disk.crash(seed));
                    }
                  }
                  dead[0] = true;
                  throw new IOException("dead at " + operation + " of " + file);
                }
              });
          assertTrue(cleans(cleaned.volume()) || dead[0]);
          left[0] = dead[0] ? 0 : Integer.MAX_VALUE;
          closeDead(cleaned);
          disk.setFault((_, _) -> {});
          cuts.add(disk);
          for (CrashDisk found : cuts) {
            try (CleanedVolume after = CleanedVolume.open(found, tasks, cleaned.expected())) {
              assertEquals(tree, after.tree());
              after.requireReadable();
              after.volume().clean();
              after.requireReadable();
              assertEquals(Rig.foldedRows(found), Rig.rows(after.volume()));
            }
          }
        });
    return dead[0];
  }

  private static boolean cleans(Volume volume) {
    try {
      volume.clean();
      return volume.poison().isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private static void closeDead(CleanedVolume volume) {
    try {
      volume.close();
    } catch (IOException e) {
      assertTrue(e.getMessage() != null, e::toString);
    }
  }

  @Property(tries = 60)
  void bytes_withCleaningPowerCutsAndReopening_readBackRight(@ForAll long seed) {
    Simulation.run(seed, tasks -> lives(seed, tasks));
  }

  private static void lives(long seed, Tasks tasks) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    Map<Name, byte[]> expected = new TreeMap<>();
    for (int life = 0; life < 4; life++) {
      CleanedVolume volume = CleanedVolume.open(disk, tasks, expected);
      volume.requireReadable();
      for (int i = 0; i < 60; i++) {
        volume.step(random);
        if (random.nextInt(12) == 0) {
          volume.volume().clean();
          volume.requireReadable();
        } else if (random.nextInt(20) == 0) {
          volume.volume().releaseSegments();
        }
      }
      volume.requireReadable();
      assertEquals(Rig.foldedRows(disk), Rig.rows(volume.volume()));
      expected = volume.expected();
      if (random.nextBoolean()) {
        volume.volume().force(volume.volume().appended());
        disk = disk.crash(seed);
      } else {
        volume.close();
      }
    }
  }

  @Test
  void release_ofNothingUsed_leavesOneRowASegment() {
    Simulation.run(
        5,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          try (CleanedVolume cleaned = twoNearlyEmpty(disk, tasks)) {
            assertEquals(
                Map.of(
                    1, new SegmentUse.Live(1, 2000),
                    2, new SegmentUse.Live(1, 1500),
                    3, new SegmentUse.Live(1, 3000)),
                SegmentUse.live(cleaned.volume().rows()));
          }
        });
  }
}
