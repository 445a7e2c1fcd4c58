package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Orders of forces that nothing but a power cut at the right moment shows. */
final class JournalOrderTest {

  private static final int CUTS = 40;
  private static final Path SEGMENTS = VolumeLayout.of(Trial.VOLUME).segments();
  private static final Position DURABLE = new Position(41);

  private final CrashDisk disk = new CrashDisk();

  private Segments open(CrashDisk on) throws IOException {
    return Segments.open(on, SEGMENTS, Trial.SMALL.segments());
  }

  @Test
  void segments_ofAKilledProcess_surviveWhenAStartHasForcedThem() throws IOException {
    List<SegmentRange> ranges = new ArrayList<>();
    Segments killed = open(disk);
    for (int i = 1; i <= 12; i++) {
      ranges.add(killed.append(ByteBuffer.wrap(Trial.bytes(i, 3000))));
    }
    open(disk).forceAll();

    for (long seed = 0; seed < CUTS; seed++) {
      Segments after = open(disk.crash(seed));
      for (SegmentRange range : ranges) {
        assertTrue(after.verify(range), range.toString());
      }
    }
  }

  private void note() throws IOException {
    disk.makeDirectories(Trial.VOLUME);
    PoisonNote.write(disk, Trial.VOLUME, DURABLE, new IOException("the disk fails"));
  }

  @Test
  void poison_noted_isReadAfterAnyPowerCut() throws IOException {
    note();

    for (long seed = 0; seed < CUTS; seed++) {
      assertEquals(
          Optional.of(new PoisonNote(DURABLE)), PoisonNote.in(disk.crash(seed), Trial.VOLUME));
    }
  }

  /** Else it would name, in a later life, what that life never had. */
  @Test
  void poison_ended_staysSoAfterAnyPowerCut() throws IOException {
    note();
    PoisonNote.remove(disk, Trial.VOLUME);

    for (long seed = 0; seed < CUTS; seed++) {
      assertEquals(Optional.empty(), PoisonNote.in(disk.crash(seed), Trial.VOLUME));
    }
  }
}
