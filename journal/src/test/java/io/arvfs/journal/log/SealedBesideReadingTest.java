package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of a log whose volume another process starts: its files are renamed under them. */
class SealedBesideReadingTest {

  @TempDir private Path directory;
  private final Disk disk = new FileDisk();
  private final Frames frames = new Frames();
  private final List<Hole> holes = new ArrayList<>();
  private final List<Frame> seen = new ArrayList<>();
  private final SurveyVisitor visitor =
      new SurveyVisitor() {
        @Override
        public void frame(SurveyedFrame frame) {
          seen.add(frame.frame());
        }

        @Override
        public void hole(Hole hole) {
          holes.add(hole);
        }
      };

  /** Each file gets its new name just before its n-th opening. */
  private record Sealing(Disk disk, AtomicInteger openings) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      if (openings.decrementAndGet() < 0 && LogFiles.isCycle(file) && disk.exists(file)) {
        disk.rename(file, LogFiles.sealed(file));
      }
      return disk.open(file, mode);
    }
  }

  @BeforeEach
  void write() throws IOException {
    try (Log log = ChronicleLog.open(directory, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      for (int file = 0; file < 3; file++) {
        frames.append(log, 30);
        log.roll();
      }
    }
  }

  private void unseal() throws IOException {
    for (Path file : LogFiles.in(disk, directory)) {
      String name = LogFiles.name(file);
      if (name.endsWith(LogFiles.SEALED)) {
        disk.rename(file, file.resolveSibling(name.replace(LogFiles.SEALED, "")));
      }
    }
  }

  private Disk sealing(int before) throws IOException {
    unseal();
    seen.clear();
    holes.clear();
    return new Sealing(disk, new AtomicInteger(before));
  }

  @Test
  void scan_besideAStart_showsAll() throws IOException {
    for (int before = 0; before < 7; before++) {
      Seen found = Seen.scan(sealing(before), directory);

      assertEquals(frames.all(), found.frames());
      assertEquals(Optional.empty(), found.result().damage());
      assertEquals(3, LogFile.in(sealing(before), directory).size());
    }
  }

  @Test
  void survey_besideAStart_findsNoDamageButWhatThereIs() throws IOException {
    for (int before = 0; before < 8; before++) {
      try (FrameSurvey survey = FrameSurvey.of(sealing(before), directory)) {
        var _ = survey.run(visitor);
      }

      assertEquals(frames.all(), seen);
      assertEquals(List.of(), holes);
    }
    unseal();
    FramePlace last = Seen.scan(disk, directory).places().getLast();
    try (DiskFile file = disk.open(last.file(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), last.offset() + 60);
    }
    for (int before = 0; before < 8; before++) {
      try (FrameSurvey survey = FrameSurvey.of(sealing(before), directory)) {
        var _ = survey.run(visitor);
      }

      assertEquals(1, holes.size(), "sealed before opening " + before);
      assertTrue(holes.getFirst().isTail());
    }
  }

  @Test
  void poll_besideAStart_showsAll() throws IOException {
    for (int before = 0; before < 4; before++) {
      FrameFollower follower = new FrameFollower(sealing(before), directory);
      follower.poll(visitor);

      assertEquals(frames.all(), seen);
      assertEquals(List.of(), holes);
    }
  }
}
