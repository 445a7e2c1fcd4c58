package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
