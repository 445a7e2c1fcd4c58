package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.CrashDisk.Operation;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.Tasks;
import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.log.PoisonedException;
import io.arvfs.journal.segment.SegmentOptions;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * A start after a failed force, on a disk of which it cannot copy all: one that does not give a
 * block of what was forced before, or that is full. Nothing that was forced may be lost.
 */
final class AntidoteTest {

  private static final int FORCED = 6;
  private static final int UNFORCED = 4;
  private static final int RANGE_BYTES = 5000;
  private static final int LARGE_BYTES = 70_000;
  private static final int CAPACITY = 2 << 20;
  private static final int PAGES = FORCED * RANGE_BYTES / BadBlock.BYTES + 1;
  private static final Path SEGMENT = Segments.file(VolumeLayout.of(Trial.VOLUME).segments(), 1);

  private static final JournalOptions OPTIONS =
      new JournalOptions(
          new LogOptions(64 << 10, 4 << 10),
          new SegmentOptions(1 << 20, 16 << 10),
          new FlushOptions(32L << 20, 64L << 20, Duration.ofSeconds(5)),
          OptionalLong.of(Long.MAX_VALUE));

  /** A disk that fails to read one block of the segment. */
  private static final class BadBlock implements Disk.Shown {

    private static final int BYTES = 4096;

    private final Disk disk;
    private final long block;
    private final boolean cacheFails;
    private int failures;

    /**
     * @param failures how often it fails past the cache
     * @param cacheFails whether the kernel has not kept it either
     */
    BadBlock(Disk disk, long block, int failures, boolean cacheFails) {
      this.disk = disk;
      this.block = block;
      this.failures = failures;
      this.cacheFails = cacheFails;
    }

    @Override
    public Disk disk() {
      return disk;
    }

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      DiskFile open = disk.open(file, mode);
      return file.equals(SEGMENT) ? new BadFile(open, this, mode) : open;
    }

    private void read(OpenMode mode, long from, long until) throws IOException {
      boolean touched = from < (block + 1) * BYTES && until > block * BYTES;
      if (!touched) {
        return;
      }
      if (mode == OpenMode.READ_DIRECT ? failures-- > 0 : cacheFails) {
        throw new IOException("block " + block + " cannot be read");
      }
    }
  }

  private record BadFile(DiskFile file, BadBlock bad, OpenMode mode) implements DiskFile.Shown {

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      bad.read(mode, offset, offset + target.remaining());
      return file.read(target, offset);
    }
  }

  private static Journal open(Disk disk, Tasks tasks) throws IOException {
    return Journal.openOn(disk, Trial.VOLUME, tasks, OPTIONS);
  }

  /** One segment, its first ranges forced, those behind them not. */
  private static Position poison(CrashDisk disk, int bytes, Tasks tasks) throws IOException {
    try (Journal journal = open(disk, tasks)) {
      for (int i = 0; i < FORCED; i++) {
        Trial.write(journal, bytes);
      }
      Position forced = journal.appended();
      journal.force(forced);
      for (int i = 0; i < UNFORCED; i++) {
        Trial.write(journal, bytes);
      }
      disk.setFault(
          (operation, file) -> {
            if (operation == Operation.FORCE && file.equals(SEGMENT)) {
              throw new IOException("the disk fails");
            }
          });
      assertThrows(PoisonedException.class, () -> journal.force(journal.appended()));
      disk.setFault((_, _) -> {});
      return forced;
    }
  }

  private static void requireForced(CrashDisk disk, Position forced, Tasks tasks)
      throws IOException {
    for (CrashDisk found : new CrashDisk[] {disk, disk.crash(1)}) {
      try (Journal journal = open(found, tasks)) {
        Trial.requireAtLeast(forced, journal.recovery().end().position());
        assertTrue(Trial.requireBytes(journal).size() >= FORCED);
        assertFalse(found.exists(VolumeLayout.of(Trial.VOLUME).poisoned()));
      }
    }
  }

  @Test
  void open_whereTheDiskGivesABlockAtTheSecondTry_hasIt() {
    for (int page = 0; page < PAGES; page++) {
      int bad = page;
      Trial.run(
          page,
          tasks -> {
            CrashDisk disk = new CrashDisk();
            Position forced = poison(disk, RANGE_BYTES, tasks);
            open(new BadBlock(disk, bad, 1, true), tasks).close();
            requireForced(disk, forced, tasks);
          });
    }
  }

  @Test
  void open_whereOnlyTheKernelStillHasABlock_savesIt() {
    for (int page = 0; page < PAGES; page++) {
      int bad = page;
      Trial.run(
          page,
          tasks -> {
            CrashDisk disk = new CrashDisk();
            Position forced = poison(disk, RANGE_BYTES, tasks);
            open(new BadBlock(disk, bad, Integer.MAX_VALUE, false), tasks).close();
            requireForced(disk, forced, tasks);
          });
    }
  }

  @Test
  void open_whereABlockCannotBeRead_leavesItForTheDayWhenItCan() {
    for (int page = 0; page < PAGES; page++) {
      int bad = page;
      Trial.run(
          page,
          tasks -> {
            CrashDisk disk = new CrashDisk();
            Position forced = poison(disk, RANGE_BYTES, tasks);
            open(new BadBlock(disk, bad, Integer.MAX_VALUE, true), tasks).close();
            requireForced(disk, forced, tasks);
          });
    }
  }

  /** What was not forced ends where its block is missing, as after any power cut. */
  @Test
  void open_whereABlockThatWasNotForcedCannotBeRead_endsBeforeIt() {
    Trial.run(
        1,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          Position forced = poison(disk, RANGE_BYTES, tasks);
          try (Journal journal =
              open(new BadBlock(disk, PAGES + 1, Integer.MAX_VALUE, true), tasks)) {
            assertEquals(forced, journal.recovery().end().position());
          }
          requireForced(disk, forced, tasks);
        });
  }

  /** A full disk, and a segment that is larger than all that is held back for such a day. */
  private static Position poisonAFullDisk(CrashDisk disk, Tasks tasks) throws IOException {
    disk.setCapacity(CAPACITY);
    Position forced = poison(disk, LARGE_BYTES, tasks);
    fill(disk);
    long reserveBytes = disk.allocatedBytes(VolumeLayout.of(Trial.VOLUME).reserve());
    assertTrue(disk.allocatedBytes(SEGMENT) > reserveBytes);
    assertEquals(CAPACITY / 4, reserveBytes);
    return forced;
  }

  private static void fill(CrashDisk disk) throws IOException {
    try (DiskFile other = disk.open(Path.of("/volume/../other"), OpenMode.CREATE)) {
      other.reserve(0, disk.space(Trial.VOLUME).usableBytes());
    }
  }

  @Test
  void open_onAFullDiskWithALargeSegment_needsNoRoomForACopy() {
    Trial.run(
        2,
        tasks -> {
          CrashDisk disk = new CrashDisk();
          Position forced = poisonAFullDisk(disk, tasks);

          open(disk, tasks).close();

          requireForced(disk, forced, tasks);
        });
  }

  @Test
  void open_endedAnywhereOnAFullDisk_canBeDoneAgain() {
    boolean[] ended = {true};
    for (int steps = 0; ended[0]; steps++) {
      int after = steps;
      Trial.run(steps, tasks -> ended[0] = endAndOpenAgain(after, tasks));
    }
  }

  /** Whether the start was ended before it was through; then sometimes the power goes too. */
  private static boolean endAndOpenAgain(int steps, Tasks tasks) throws IOException {
    CrashDisk disk = new CrashDisk();
    Position forced = poisonAFullDisk(disk, tasks);
    int[] left = {steps};
    disk.setFault(
        (operation, file) -> {
          if (operation != Operation.READ && left[0]-- <= 0) {
            throw new IllegalStateException("killed at " + operation + " of " + file);
          }
        });
    boolean ended = false;
    try {
      open(disk, tasks).close();
    } catch (IllegalStateException | PoisonedException _) {
      ended = true;
    }
    disk.setFault((_, _) -> {});
    CrashDisk found = steps % 2 == 0 ? disk : disk.crash(steps);
    found.setCapacity(CAPACITY);
    requireForced(found, forced, tasks);
    return ended;
  }
}
