package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system that loses what was not forced. Needs root. */
@Timeout(120)
final class PowerCutIT {

  private static final int ROUNDS = 8;
  private static final int RESERVED = 1 << 20;

  @TempDir private Path root;
  private final Disk disk = new FileDisk();
  private PowerCut power;

  @BeforeEach
  void makeDisk() throws IOException, InterruptedException {
    power = PowerCut.in(root);
  }

  @AfterEach
  void removeDisk() throws IOException {
    power.close();
  }

  private Path at(String name) {
    return power.disk().resolve(name);
  }

  @Test
  void names_forced_stayAndOthersAreGone() throws Exception {
    disk.makeDirectories(at("a/b"));
    disk.open(at("a/b/forced"), OpenMode.CREATE_NEW).close();
    disk.forceDirectory(at("a/b"));
    disk.open(at("a/b/not"), OpenMode.CREATE_NEW).close();

    power.cut();

    assertTrue(disk.exists(at("a/b/forced")));
    assertFalse(disk.exists(at("a/b/not")), "the power was not cut");
  }

  @Test
  void directories_made_stay() throws Exception {
    disk.makeDirectories(at("a/b/c"));

    power.cut();

    assertTrue(disk.exists(at("a/b/c")));
  }

  @Test
  void bytes_forced_stayAndOthersAreGone() throws Exception {
    byte[] bytes = Trial.bytes(7, 70_000);
    try (DiskFile file = disk.open(at("file"), OpenMode.CREATE_NEW)) {
      file.reserve(0, RESERVED);
      file.write(ByteBuffer.wrap(bytes), 0);
      file.force();
      file.write(ByteBuffer.wrap(bytes), bytes.length);
    }

    power.cut();

    assertArrayEquals(Arrays.copyOf(bytes, RESERVED), disk.readAll(at("file"), RESERVED));
  }

  @Test
  void journal_cutAgainAndAgain_losesNothingForced() throws Exception {
    Random random = new Random(4);
    List<Position> ends = new ArrayList<>();
    Position forced = Position.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      try (Journal journal = Journal.open(at("volume"), new RealTasks(), Trial.SMALL)) {
        Position found = journal.recovery().end().position();
        assertFalse(forced.isAfter(found), "forced " + forced + ", found " + found);
        ends.add(found);
        assertEquals(found.value() == 0, Trial.requireBytes(journal).isEmpty());
        write(journal, 1 + random.nextInt(30), random);
        forced = journal.appended();
        journal.force(forced);
        write(journal, random.nextInt(30), random);
      }
      power.cut();
    }
    assertEquals(ROUNDS, ends.size());
  }

  private static void write(Journal journal, int times, Random random) throws IOException {
    for (int i = 0; i < times; i++) {
      var _ = Trial.write(journal, 1 + random.nextInt(20_000));
    }
  }
}
