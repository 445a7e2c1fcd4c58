package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FrameFollower}. */
class FrameFollowerTest {

  private static final LogOptions SMALL = new LogOptions(8192, 4096);

  @TempDir private Path parent;
  private final CrashDisk disk = new CrashDisk();
  private final Path directory = Path.of("/log");
  private final Frames frames = new Frames();
  private final List<Long> seen = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();
  private final SurveyVisitor visitor =
      new SurveyVisitor() {
        @Override
        public void frame(SurveyedFrame frame) {
          seen.add(frame.frame().position().value());
        }

        @Override
        public void hole(Hole hole) {
          holes.add(hole);
        }
      };

  private static List<Long> positions(long from, long through) {
    return LongStream.rangeClosed(from, through).boxed().toList();
  }

  @Test
  void poll_besideAppendsAndRolls_showsEachFrameOnce() throws IOException {
    FrameFollower follower = new FrameFollower(disk, directory);
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, SMALL)) {
      for (int i = 0; i < 40; i++) {
        frames.append(log, i % 30);
        if (i % 7 == 0) {
          log.roll();
        }
        follower.poll(visitor);
      }
    }

    assertEquals(positions(1, frames.all().size()), seen);
    assertEquals(List.of(), holes);
  }

  @Test
  void poll_logTrimmedPastTheNextFrame_goesOnWithWhatThereIs() throws IOException {
    FrameFollower follower = new FrameFollower(disk, directory);
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, SMALL)) {
      frames.append(log, 10);
      follower.poll(visitor);
      frames.append(log, 500);
      log.roll();
      frames.append(log, 5);
      log.force();
      log.trim(new Position(510));
      follower.poll(visitor);
      follower.poll(visitor);
      frames.append(log, 5);
      follower.poll(visitor);
    }

    assertEquals(positions(1, 10), seen.subList(0, 10));
    assertEquals(positions(511, 520), seen.subList(10, seen.size()));
    assertEquals(List.of(), holes);
  }

  @Test
  void poll_damagedFrame_isAHoleAndTheRestIsShown() throws IOException {
    FrameFollower follower = new FrameFollower(disk, directory);
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, SMALL)) {
      frames.append(log, 10);
      follower.poll(visitor);
      frames.append(log, 10);
      FramePlace damaged = Seen.scan(disk, directory).places().get(13);
      try (DiskFile file = disk.open(damaged.file(), OpenMode.READ_WRITE)) {
        file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), damaged.offset() + 60);
      }
      follower.poll(visitor);
      follower.poll(visitor);
      frames.append(log, 3);
      follower.poll(visitor);
    }

    List<Long> expected = new ArrayList<>(positions(1, 23));
    assertTrue(expected.remove(14L));
    assertEquals(expected, seen);
    assertEquals(List.of(new Position(14)), holes.stream().map(Hole::from).toList());
    assertEquals(List.of(new Position(15)), holes.stream().map(Hole::next).toList());
  }

  /** A half-written frame is no damage: the next poll finds it whole. */
  @Test
  void poll_frameThatIsHalfWrittenFirst_showsItLater() throws IOException {
    FrameFollower follower = new FrameFollower(disk, directory);
    try (Log log = DiskLog.open(disk, directory, LogEnd.EMPTY, SMALL)) {
      frames.append(log, 20);
      FramePlace half = Seen.scan(disk, directory).places().get(13);
      ByteBuffer bytes = ByteBuffer.allocate(30);
      try (DiskFile file = disk.open(half.file(), OpenMode.READ_WRITE)) {
        var _ = file.read(bytes, half.offset());
        file.write(ByteBuffer.allocate(30), half.offset());
        follower.poll(visitor);
        file.write(bytes.flip(), half.offset());
      }
      follower.poll(visitor);
    }

    assertEquals(positions(1, 20), seen);
    assertEquals(List.of(), holes);
  }

  @Test
  void poll_ofManyFrames_readsEachByteFewTimes() throws IOException {
    Disk real = new FileDisk();
    Path log = parent.resolve("log");
    try (Log made = DiskLog.open(real, log, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(made, 5_000);
    }
    long size = real.size(LogFiles.frames(log, 1));
    Counting counted = new Counting(real, new AtomicLong());

    new FrameFollower(counted, log).poll(visitor);

    assertEquals(positions(1, 5_000), seen);
    assertTrue(counted.bytes.get() <= 4 * size, counted.bytes.get() + " bytes read of " + size);
  }

  /** Counts what is read. */
  private record Counting(Disk disk, AtomicLong bytes) implements Disk.Shown {

    @Override
    public DiskFile open(Path file, OpenMode mode) throws IOException {
      DiskFile opened = disk.open(file, mode);
      return new ReadOnly(opened, bytes);
    }
  }

  private record ReadOnly(DiskFile file, AtomicLong bytes) implements DiskFile.Shown {

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      int read = file.read(target, offset);
      bytes.addAndGet(Math.max(0, read));
      return read;
    }
  }
}
