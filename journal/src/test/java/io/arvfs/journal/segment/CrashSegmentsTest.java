package io.arvfs.journal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Segments in memory, and after power cuts. */
final class CrashSegmentsTest extends SegmentsContractTest {

  private final CrashDisk disk = new CrashDisk();

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path directory() {
    return Path.of("/volume/segments");
  }

  @Test
  void force_thenPowerCut_keepsEveryRange() throws IOException {
    SegmentOptions options = new SegmentOptions(10_000, 4096);
    try (Segments segments = Segments.open(disk, directory(), options)) {
      SegmentRange[] ranges = new SegmentRange[5];
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = segments.append(ByteBuffer.wrap(new byte[] {1, 2, 3}).limit(3));
        segments.append(ByteBuffer.allocate(6000));
      }
      segments.force();
      segments.append(ByteBuffer.allocate(6000));
      for (long seed = 0; seed < 40; seed++) {
        try (Segments after = Segments.open(disk.crash(seed), directory(), options)) {
          for (SegmentRange range : ranges) {
            assertTrue(after.verify(range), range.toString());
          }
        }
      }
    }
  }

  @Test
  void append_fullDisk_countsNothing() throws IOException {
    disk.setCapacity(20_000);
    SegmentOptions options = new SegmentOptions(1 << 20, 4096);
    try (Segments segments = Segments.open(disk, directory(), options)) {
      segments.append(ByteBuffer.allocate(10_000));
      assertThrows(OutOfSpaceException.class, () -> segments.append(ByteBuffer.allocate(11_000)));

      assertEquals(10_000, segments.unforcedBytes());
      assertEquals(10_000, segments.append(ByteBuffer.allocate(100)).offset());
    }
  }

  /** Whatever was forced, and may stand in the log for ever, is never meant by a later range. */
  @Test
  void delete_thenPowerCut_givesNoForcedNumberAgain() throws IOException {
    SegmentOptions options = new SegmentOptions(10_000, 4096);
    try (Segments segments = Segments.open(disk, directory(), options)) {
      for (int i = 0; i < 12; i++) {
        int number = segments.append(ByteBuffer.allocate(6000)).segment();
        segments.force();
        segments.append(ByteBuffer.allocate(6000));
        if (i % 3 == 0) {
          segments.seal();
          segments.delete(number + 1);
        }
        segments.delete(number);
        for (long seed = 0; seed < 20; seed++) {
          try (Segments after = Segments.open(disk.crash(seed), directory(), options)) {
            after.forceAll();
            assertTrue(after.append(ByteBuffer.allocate(1)).segment() > number);
          }
        }
      }
    }
  }
}
