package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.arvfs.journal.DamagedJournalException;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FrameReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A log whose last files are gone, beside a checkpoint that shows that they were durable. */
final class LostEndTest {

  private static final Path LOG = VolumeLayout.of(Rig.DIRECTORY).log();

  @Property(tries = 5)
  void open_logThatEndsBeforeACheckpoint_isRefused(@ForAll long seed) {
    Simulation.run(seed, tasks -> loseEnd(seed, tasks));
  }

  private static void loseEnd(long seed, Tasks tasks) throws IOException {
    Random random = new Random(seed);
    CrashDisk disk = new CrashDisk();
    try (Volume volume = VolumeCheckpointTest.open(disk, tasks)) {
      for (int i = 0; i < 20; i++) {
        VolumeCheckpointTest.change(volume, random);
      }
      volume.free(Long.MAX_VALUE);
    }
    Position newest = VolumeCheckpointTest.checkpoints(disk).getLast().position();
    while (!newest.isAfter(end(disk))) {
      disk.delete(disk.list(LOG).getLast());
    }

    DamagedJournalException refused =
        assertThrows(DamagedJournalException.class, () -> VolumeCheckpointTest.open(disk, tasks));

    assertEquals(end(disk).next(), refused.damage().position());
  }

  private static Position end(CrashDisk disk) throws IOException {
    return new FrameReader(disk, LOG).scan((_, _, _) -> {}).end().position();
  }
}
