package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The orders of forces that a volume keeps: each test is a sequence that breaks without one. */
final class VolumeOrderTest {

  private static final int CUTS = 40;
  private static final byte[] BYTES = new byte[6000];

  static {
    Arrays.fill(BYTES, (byte) 7);
  }

  private final CrashDisk disk = new CrashDisk();

  private static Ino file(Volume volume, String name) throws IOException {
    Command create = new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES);
    assertTrue(volume.execute(create) instanceof Accepted);
    return volume.view().child(Ino.ROOT, new Name(name)).orElseThrow();
  }

  private static void write(Volume volume, Ino ino) throws IOException {
    assertTrue(volume.write(ino, 0, false, ByteBuffer.wrap(BYTES)) instanceof Accepted);
  }

  private static void sleep(Tasks tasks, Duration duration) {
    try {
      tasks.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Position mark(CrashDisk disk) throws IOException {
    return new JournalReader(disk, Rig.DIRECTORY).scan((_, _) -> {}).durableEnd();
  }

  /** Each power cut, and then a start. */
  private void cut(Tasks tasks, Look look) throws IOException {
    for (long seed = 0; seed < CUTS; seed++) {
      try (Volume after = Rig.open(disk.crash(seed), tasks)) {
        look.at(after);
      }
    }
  }

  private interface Look {
    void at(Volume after) throws IOException;
  }

  @Test
  void force_thenPowerCut_hasTheFileWithItsBytes() {
    Simulation.run(
        1,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          Ino ino = file(volume, "a");
          write(volume, ino);
          volume.force(volume.appended());

          cut(tasks, after -> assertArrayEquals(BYTES, Pair.read(after, ino, 0, 9000)));
        });
  }

  /** Bytes freed by an entry that is lost again would be missing below the cut. */
  @Test
  void release_ofAForcedFile_keepsTheForcedTreeReadable() {
    Simulation.run(
        2,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          Ino kept = file(volume, "kept");
          Ino freed = file(volume, "freed");
          write(volume, freed);
          volume.force(volume.appended());
          volume.execute(new Command.Unlink(Ino.ROOT, new Name("freed")));
          write(volume, kept);
          volume.releaseSegments();

          cut(
              tasks,
              after -> {
                assertTrue(after.view().child(Ino.ROOT, new Name("freed")).isEmpty());
                assertArrayEquals(BYTES, Pair.read(after, kept, 0, 9000));
              });
        });
  }

  /** The readable mark is past the entry that freed, before anything is deleted. */
  @Test
  void release_deletesOnlyBehindAForcedMark() {
    Simulation.run(
        3,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          Ino freed = file(volume, "freed");
          write(volume, freed);
          volume.execute(new Command.Unlink(Ino.ROOT, new Name("freed")));
          Position freeing = volume.appended();
          disk.setFault(
              (operation, file) -> {
                // The newest segment is emptied, which nothing else opens it for.
                if (operation == CrashDisk.Operation.OPEN && file.toString().endsWith(".segment")) {
                  disk.setFault((_, _) -> {});
                  for (long seed = 0; seed < CUTS; seed++) {
                    Position mark = mark(disk.crash(seed));
                    assertTrue(!freeing.isAfter(mark), mark + " when " + file + " goes");
                  }
                }
              });
          volume.releaseSegments();

          assertEquals(0, disk.allocatedBytesBelow(Rig.DIRECTORY.resolve("segments")));
        });
  }

  @Test
  void close_thenPowerCut_hasAllOfItBelowTheMark() {
    Simulation.run(
        4,
        tasks -> {
          Position last;
          try (Volume volume = Rig.open(disk, tasks)) {
            write(volume, file(volume, "a"));
            last = volume.appended();
          }
          for (long seed = 0; seed < CUTS; seed++) {
            Position mark = mark(disk.crash(seed));
            assertTrue(!last.isAfter(mark), mark + " of " + last);
          }
        });
  }

  @Test
  void idle_afterAForce_carriesItsMark() {
    Simulation.run(
        5,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          write(volume, file(volume, "a"));
          Position last = volume.appended();
          volume.force(last);
          sleep(tasks, Duration.ofSeconds(2));

          assertTrue(!last.isAfter(mark(disk)));
        });
  }

  @Test
  void manifest_savedThenPowerCut_isThere() throws IOException {
    Path directory = Path.of("/volume/manifests");
    String hash = new ManifestFiles(disk, directory).save(ManifestText.EMPTY);
    String text = ". d41d8cd98f00b204e9800998ecf8427e+0 0:0:a\n";
    String other = new ManifestFiles(disk, directory).save(new ManifestText(text));

    for (long seed = 0; seed < CUTS; seed++) {
      ManifestFiles after = new ManifestFiles(disk.crash(seed), directory);
      assertEquals(ManifestText.EMPTY.text(), after.text(hash).text());
      assertEquals(text, after.text(other).text());
    }
  }

  /** As above where somebody wants the closing task to stop: what was appended is forced first. */
  @Test
  void close_interrupted_forcesAllTheSame() throws IOException {
    RealTasks tasks = new RealTasks();
    Position last;
    try (Volume volume = Rig.open(disk, tasks)) {
      write(volume, file(volume, "a"));
      last = volume.appended();
      Thread.currentThread().interrupt();
    }
    assertTrue(Thread.interrupted());
    for (long seed = 0; seed < CUTS; seed++) {
      Position mark = mark(disk.crash(seed));
      assertTrue(!last.isAfter(mark), mark + " of " + last);
    }
  }
}
