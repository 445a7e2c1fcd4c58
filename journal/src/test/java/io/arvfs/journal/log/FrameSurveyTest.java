package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameSurveyTest {

  private static final int ENTRIES = 20;
  private static final LogOptions SMALL = new LogOptions(8 << 10, 4 << 10);

  @TempDir private Path directory;
  private final Disk disk = new FileDisk();
  private final Frames frames = new Frames();
  private final List<Hole> holes = new ArrayList<>();

  /** Calls {@code atLast} while the last frame is being seen. */
  private Survey survey(Runnable atLast) throws IOException {
    try (FrameSurvey log = FrameSurvey.of(disk, directory)) {
      return log.run(visitor(atLast));
    }
  }

  private SurveyVisitor visitor(Runnable atLast) {
    return new SurveyVisitor() {
      @Override
      public void frame(SurveyedFrame seen) {
        if (seen.frame().position().value() == ENTRIES) {
          atLast.run();
        }
      }

      @Override
      public void hole(Hole hole) {
        holes.add(hole);
      }
    };
  }

  private static void nothing() {
    // The log stays as it is.
  }

  @Test
  void entryThatComesDuringTheSurvey_isNoHole() throws IOException {
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(log, ENTRIES);

      Survey survey =
          survey(
              () -> {
                try {
                  frames.append(log, 1);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });

      assertEquals(List.of(), holes);
      assertEquals(new Position(ENTRIES), survey.last());
    }
  }

  @Test
  void lastEntryThatWasDamaged_isAHole() throws IOException {
    long[] place = {0};
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(log, ENTRIES);
      var _ = new FrameReader(disk, directory).scan((_, _, at) -> place[0] = at.offset());
    }
    Path file = LogFiles.in(disk, directory).getLast();
    try (DiskFile open = disk.open(file, OpenMode.READ_WRITE)) {
      open.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), place[0] + 60);
    }

    Survey survey = survey(FrameSurveyTest::nothing);

    assertEquals(1, holes.size());
    assertEquals(new Position(ENTRIES), holes.getFirst().from());
    assertEquals(new Position(ENTRIES - 1), survey.last());
  }

  @Test
  void filesThatAreTrimmedBeforeTheirTurn_areShown() throws IOException {
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      for (int file = 0; file < 4; file++) {
        frames.append(log, ENTRIES);
        log.roll();
      }
    }
    List<Frame> seen = new ArrayList<>();
    try (FrameSurvey survey = FrameSurvey.of(disk, directory)) {
      for (Path file : LogFiles.in(disk, directory)) {
        disk.delete(file);
      }

      Survey found = survey.run(collecting(seen));

      assertEquals(frames.all(), seen);
      assertEquals(List.of(), holes);
      assertEquals(new Position(1), found.first());
      assertEquals(new Position(1), survey.first());
      assertTrue(survey.has(found.last(), found.lastEpoch(), frames.end().crc()));
    }
  }

  @Test
  void logOfMoreFilesThanAreHeld_isShown() throws IOException {
    int files = HeldFiles.MOST + 20;
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, SMALL)) {
      for (int file = 0; file < files; file++) {
        frames.append(log, 1);
        log.roll();
      }
    }
    List<Frame> seen = new ArrayList<>();
    try (FrameSurvey survey = FrameSurvey.of(disk, directory)) {
      var _ = survey.run(collecting(seen));
    }

    assertEquals(frames.all(), seen);
    assertEquals(List.of(), holes);
  }

  /** Blocks of the first file cannot be read. */
  private record Broken(Disk disk, long from, long to) implements Disk.Shown {
    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      return new BrokenFile(disk.open(file, mode), from, to);
    }
  }

  private record BrokenFile(DiskFile file, long from, long to) implements DiskFile.Shown {
    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      if (offset < to && offset + target.remaining() > from) {
        throw new IOException("Input/output error");
      }
      return file.read(target, offset);
    }
  }

  @Test
  void blocksThatTheDiskCannotRead_areAHole() throws IOException {
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(log, 500);
    }
    List<Frame> seen = new ArrayList<>();
    try (FrameSurvey survey = FrameSurvey.of(new Broken(disk, 8192, 12288), directory)) {
      Survey found = survey.run(collecting(seen));

      assertEquals(1, holes.size());
      assertEquals(new Position(500), found.last());
      long lost = holes.getFirst().next().value() - holes.getFirst().from().value();
      assertEquals(500 - lost, seen.size());
    }
  }

  @Test
  void blocksAtTheEndThatTheDiskCannotRead_areAHole() throws IOException {
    long end;
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(log, 500);
      end = Seen.scan(disk, directory).places().getLast().offset() / 4096 * 4096;
    }
    try (FrameSurvey survey = FrameSurvey.of(new Broken(disk, end, end + 4096), directory)) {
      Survey found = survey.run(collecting(new ArrayList<>()));

      assertEquals(1, holes.size());
      assertEquals(found.last().next(), holes.getFirst().from());
      assertTrue(holes.getFirst().isTail());
    }
  }

  private SurveyVisitor collecting(List<Frame> seen) {
    return new SurveyVisitor() {
      @Override
      public void frame(SurveyedFrame frame) {
        seen.add(frame.frame());
      }

      @Override
      public void hole(Hole hole) {
        holes.add(hole);
      }
    };
  }
}
