package io.arvfs.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.FrameReader;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a start believes, what it says of the rest, and what it reads for that. */
final class JournalRecoveryTest {

  private static final VolumeLayout LAYOUT = VolumeLayout.of(Trial.VOLUME);

  private final CrashDisk disk = new CrashDisk();

  private void spoil(Path path, long offset) throws IOException {
    try (DiskFile file = disk.open(path, OpenMode.READ_WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, offset);
      file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), offset);
    }
  }

  private List<FramePlace> places() throws IOException {
    List<FramePlace> places = new ArrayList<>();
    new FrameReader(disk, LAYOUT.log()).scan((_, _, place) -> places.add(place));
    return places;
  }

  @Test
  void open_aFrameGoneBeyondTheMark_cutsThereAndCountsWhatStoodBehind() {
    Trial.run(
        1,
        tasks -> {
          Journal journal = Trial.open(disk, tasks);
          for (int i = 0; i < 9; i++) {
            Trial.write(journal, 100);
          }
          FramePlace fifth = places().get(4);
          FramePlace fourth = places().get(3);
          spoil(fifth.file(), fifth.offset() + 60);

          try (Journal again = Trial.open(disk, tasks)) {
            Recovery found = again.recovery();
            assertEquals(new Position(4), found.end().position());
            Cut cut = found.cut().orElseThrow();
            assertEquals(new Position(5), cut.position());
            assertEquals(Cut.Reason.FRAME_MISSING, cut.reason());
            assertEquals(5, cut.validFrames());
            assertEquals(fifth.file(), cut.file());
            assertTrue(cut.offset() > fourth.offset() && cut.offset() <= fifth.offset());
          }
        });
  }

  @Test
  void open_bytesGoneBeyondTheMark_cutsBeforeTheirEntry() {
    Trial.run(
        2,
        tasks -> {
          Journal journal = Trial.open(disk, tasks);
          List<SegmentRange> ranges = new ArrayList<>();
          for (int i = 0; i < 9; i++) {
            ranges.add(Trial.write(journal, 100));
          }
          SegmentRange gone = ranges.get(0);
          spoil(Segments.file(LAYOUT.segments(), gone.segment()), gone.offset() + 7);
          FramePlace second = places().get(1);

          try (Journal again = Trial.open(disk, tasks)) {
            assertEquals(new Position(1), again.recovery().end().position());
            assertEquals(
                Optional.of(
                    new Cut(
                        new Position(2),
                        second.file(),
                        second.offset(),
                        Cut.Reason.BYTES_MISSING,
                        9)),
                again.recovery().cut());
            Trial.write(again, 50);
            assertEquals(1, Trial.requireBytes(again).size());
          }
        });
  }

  @Test
  void open_aFrameGoneBelowTheMark_refusesInOneLineThatSaysWhatHelps() {
    Trial.run(
        3,
        tasks -> {
          Journal journal = Trial.open(disk, tasks);
          for (int i = 0; i < 5; i++) {
            Trial.write(journal, 100);
          }
          journal.force(journal.appended());
          Trial.write(journal, 100);
          FramePlace third = places().get(2);
          spoil(third.file(), third.offset() + 60);

          DamagedJournalException refused =
              assertThrows(DamagedJournalException.class, () -> Trial.open(disk, tasks));
          String message = String.valueOf(refused.getMessage());
          assertEquals(new Position(3), refused.damage().position());
          assertTrue(message.contains("position 3: " + third.file() + ", offset "), message);
          assertTrue(message.contains("arv-fs-journal verify " + Trial.VOLUME), message);
          assertTrue(message.contains("arv-fs-journal recover " + Trial.VOLUME), message);
          assertEquals(1, message.lines().count());
        });
  }

  @Test
  void open_fromAPosition_asksNothingOfOlderFiles() {
    Trial.run(
        4,
        tasks -> {
          Journal journal = Trial.open(disk, tasks);
          for (int i = 0; i < 500; i++) {
            Trial.write(journal, 1);
          }
          Position from = journal.appended();
          journal.force(from);
          Trial.write(journal, 1);
          Position last = Trial.last(journal);
          List<Path> files = disk.list(LAYOUT.log());
          assertTrue(files.size() > 4, files + "");
          spoil(files.get(1), 1000);
          assertThrows(DamagedJournalException.class, () -> Trial.open(disk, tasks));
          try (Journal again = Journal.openOn(disk, Trial.VOLUME, tasks, Trial.SMALL, from)) {
            assertEquals(last, again.recovery().end().position());
            assertEquals(1, again.recovery().lastEpoch());
            assertEquals(Optional.empty(), again.recovery().cut());
          }
        });
  }

  @Test
  void open_anyCut_forgetsWhatWasCutForEver() {
    for (long seed = 0; seed < 60; seed++) {
      long fixed = seed;
      Trial.run(
          seed,
          tasks -> {
            CrashDisk first = new CrashDisk();
            Journal before = Trial.open(first, tasks);
            for (int i = 0; i < 30; i++) {
              Trial.write(before, 900);
              if (i == 10) {
                before.force(before.appended());
              }
            }
            CrashDisk found = first.crash(fixed);
            Position end;
            try (Journal again = Trial.open(found, tasks)) {
              end = again.recovery().end().position();
              Trial.requireAtLeast(new Position(12), end);
              Trial.requireBytes(again);
            }
            try (Journal third = Trial.open(found.crash(fixed), tasks)) {
              assertTrue(third.recovery().end().position().isAfter(end));
              assertFalse(third.recovery().cut().isPresent());
            }
          });
    }
  }
}
