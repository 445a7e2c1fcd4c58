package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.fs.command.Command;
import io.arvfs.fs.command.Decision;
import io.arvfs.fs.command.Decision.Accepted;
import io.arvfs.fs.command.Decision.Refused;
import io.arvfs.fs.command.Errno;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.PoisonedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Full disks and failing ones: nothing acknowledged is lost, nothing lost is acknowledged. */
final class VolumeTroubleTest {

  private static final Refused EIO = new Refused(Errno.EIO);
  private static final Refused ENOSPC = new Refused(Errno.ENOSPC);

  private final CrashDisk disk = new CrashDisk();

  private static Decision create(Volume volume, String name) throws IOException {
    return volume.execute(new Command.CreateFile(Ino.ROOT, new Name(name), Rig.ATTRIBUTES));
  }

  private static Ino file(Volume volume, String name) throws IOException {
    assertTrue(create(volume, name) instanceof Accepted);
    return volume.view().child(Ino.ROOT, new Name(name)).orElseThrow();
  }

  private static void sleep(Tasks tasks, int seconds) {
    try {
      tasks.sleep(Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void failForces() {
    disk.setFault(
        (operation, _) -> {
          if (operation == Operation.FORCE) {
            throw new IOException("the disk fails");
          }
        });
  }

  /** Writes until nothing more is taken; how many bytes were. */
  private static int fill(Volume volume, Ino ino) throws IOException {
    int taken = 0;
    byte[] data = new byte[1000];
    java.util.Arrays.fill(data, (byte) 7);
    Decision decision = volume.write(ino, 0, true, ByteBuffer.wrap(data));
    while (decision instanceof Accepted) {
      taken += data.length;
      decision = volume.write(ino, 0, true, ByteBuffer.wrap(data));
    }
    assertEquals(ENOSPC, decision);
    return taken;
  }

  @Test
  void disk_full_refusesAndKeepsAllThatWasAcknowledged() {
    Simulation.run(
        1,
        tasks -> {
          int taken;
          Ino ino;
          disk.setCapacity(100_000);
          try (Volume volume = Rig.open(disk, tasks)) {
            ino = file(volume, "a");
            taken = fill(volume, ino);
            assertEquals(Optional.empty(), volume.poison());
          }
          disk.setCapacity(200_000);
          try (Volume volume = Rig.open(disk.crash(1), tasks)) {
            byte[] expected = new byte[taken];
            java.util.Arrays.fill(expected, (byte) 7);
            assertArrayEquals(expected, Pair.read(volume, ino, 0, 200_000));
          }
        });
  }

  @Test
  void disk_fullInTheLogForLong_poisonsNothingAndGoesOnWhenThereIsRoom() {
    Simulation.run(
        2,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            disk.setCapacity(1);
            int made = 0;
            while (create(volume, "f" + made) instanceof Accepted) {
              made++;
            }
            assertEquals(ENOSPC, create(volume, "no"));
            sleep(tasks, 20);
            assertEquals(Optional.empty(), volume.poison());
            disk.setCapacity(Long.MAX_VALUE);

            assertTrue(create(volume, "again") instanceof Accepted);
          }
        });
  }

  @Test
  void disk_fullAndTheLastBytesTakenByAnother_removesAndWritesAgain() {
    Simulation.run(
        8,
        tasks -> {
          disk.setCapacity(100 * 4096);
          Path other = Path.of("/other");
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino kept = file(volume, "kept");
            assertTrue(
                volume.write(kept, 0, false, ByteBuffer.wrap(new byte[3000])) instanceof Accepted);
            Ino ino = file(volume, "a");
            int taken = fill(volume, ino);
            try (DiskFile file = disk.open(other, OpenMode.CREATE)) {
              file.reserve(0, disk.space(Path.of("/volume")).usableBytes());
            }
            while (create(volume, "f" + volume.view().nextIno()) instanceof Accepted) {
              assertTrue(volume.poison().isEmpty());
            }
            assertTrue(volume.execute(new Command.Truncate(kept, 1000)) instanceof Accepted);
            assertEquals(ENOSPC, volume.execute(new Command.Truncate(kept, 2000)));
            assertTrue(
                volume.execute(new Command.Unlink(Ino.ROOT, new Name("a"))) instanceof Accepted);
            volume.releaseSegments();
            sleep(tasks, 2);

            Ino again = file(volume, "again");
            int more = fill(volume, again);
            assertTrue(more > taken / 2, more + " after " + taken);
            assertEquals(1000, Pair.read(volume, kept, 0, 9000).length);
          }
        });
  }

  @Test
  void close_onAFullDisk_isClean() {
    Simulation.run(
        3,
        tasks -> {
          String tree;
          try (Volume volume = Rig.open(disk, tasks)) {
            disk.setCapacity(1);
            while (create(volume, "f" + volume.view().nextIno()) instanceof Accepted) {
              assertTrue(volume.poison().isEmpty());
            }
            tree = Rig.tree(volume);
          }
          disk.setCapacity(Long.MAX_VALUE);
          try (Volume volume = Rig.open(disk.crash(3), tasks)) {
            assertEquals(tree, Rig.tree(volume));
          }
        });
  }

  @Test
  void force_failing_isSaidAndNothingIsAcknowledgedLater() {
    Simulation.run(
        4,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          Ino ino = file(volume, "a");
          failForces();

          assertThrows(PoisonedException.class, () -> volume.force(volume.appended()));
          assertEquals(EIO, create(volume, "b"));
          assertThrows(
              PoisonedException.class, () -> volume.write(ino, 0, false, ByteBuffer.allocate(1)));
          volume.close();
        });
  }

  @Test
  void force_failingWhenNobodyAskedForIt_stopsTheVolumeToo() {
    Simulation.run(
        5,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          file(volume, "a");
          failForces();
          sleep(tasks, 20);

          assertTrue(volume.poison().isPresent());
          assertEquals(EIO, create(volume, "b"));
          assertTrue(volume.view().child(Ino.ROOT, new Name("a")).isPresent());
        });
  }

  @Test
  void append_failing_refusesAllThatFollows() {
    Simulation.run(
        6,
        tasks -> {
          Volume volume = Rig.open(disk, tasks);
          disk.setFault(
              (operation, file) -> {
                if (operation == Operation.WRITE && file.toString().contains("log")) {
                  throw new IOException("the disk fails");
                }
              });
          assertThrows(IOException.class, () -> create(volume, "a"));
          disk.setFault((_, _) -> {});

          assertEquals(EIO, create(volume, "b"));
          assertFalse(volume.view().child(Ino.ROOT, new Name("a")).isPresent());
        });
  }

  @Test
  void times_beforeAndFarBehindOurs_areKept() {
    Simulation.run(
        7,
        tasks -> {
          try (Volume volume = Rig.open(disk, tasks)) {
            Ino ino = file(volume, "a");
            for (String time : new String[] {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9Z"}) {
              String before = Rig.tree(volume);
              Optional<Instant> modified = Optional.of(Instant.parse(time));
              volume.execute(
                  new Command.SetAttributes(
                      ino,
                      OptionalInt.empty(),
                      OptionalInt.empty(),
                      OptionalInt.empty(),
                      modified));

              assertEquals(modified.get(), volume.view().inode(ino).orElseThrow().modified());
              assertFalse(before.equals(Rig.tree(volume)));
            }
          }
        });
  }
}
