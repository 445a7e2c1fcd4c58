package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader that was there before begins near where it is asked to, and shows what any would. */
class WaypointsTest {

  private static final Path DIRECTORY = Path.of("/log");
  private static final int FRAMES = 10_000;

  /** A frame that is noted, and one soon after it. */
  private static final int NOTED = 8192;

  private static final int LATER = 8200;

  private final Disk disk = new CrashDisk();
  private final FrameReader reader = new FrameReader(disk, DIRECTORY);
  private final List<FramePlace> places = new ArrayList<>();

  @BeforeEach
  void readAll() throws IOException {
    disk.makeDirectories(DIRECTORY);
    LogOptions options = new LogOptions(300 << 10, 64 << 10);
    try (Log log = DiskLog.open(disk, DIRECTORY, LogEnd.EMPTY, options)) {
      new Frames().append(log, FRAMES);
      log.force();
    }
    reader.scan((_, _, place) -> places.add(place));
  }

  private Seen again(long after) throws IOException {
    List<Frame> frames = new ArrayList<>();
    List<FramePlace> at = new ArrayList<>();
    LogScan result =
        reader.scanAfter(
            new Position(after),
            (frame, _, place) -> {
              frames.add(frame);
              at.add(place);
            });
    return new Seen(frames, at, result);
  }

  private void destroy(int position) throws IOException {
    FramePlace place = places.get(position - 1);
    try (DiskFile file = disk.open(place.file(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), place.offset() + 60);
    }
  }

  @Test
  void scan_afterAnyPosition_showsWhatANewReaderShows() throws IOException {
    for (long after = 0; after <= FRAMES; after += 511) {
      assertEquals(Seen.scanAfter(disk, DIRECTORY, after), again(after));
    }
  }

  /** Between the file's beginning and the frame that was noted nothing is looked at again. */
  @Test
  void scan_nearAFrameThatWasNoted_beginsThere() throws IOException {
    destroy(NOTED - 3);

    assertTrue(Seen.scanAfter(disk, DIRECTORY, LATER).result().damage().isPresent());
    Seen seen = again(LATER);
    assertTrue(seen.result().damage().isEmpty());
    assertEquals(FRAMES - LATER, seen.frames().size());
  }

  @Test
  void scan_whenTheNotedFrameIsNoMore_beginsWithTheFile() throws IOException {
    destroy(NOTED);

    assertEquals(Seen.scanAfter(disk, DIRECTORY, LATER), again(LATER));
  }
}
