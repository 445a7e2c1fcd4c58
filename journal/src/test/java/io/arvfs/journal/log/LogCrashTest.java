package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.OutOfSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a reader finds after power cuts, cuts and flips: a prefix, or damage, never a lie. */
final class LogCrashTest {

  private static final Path DIRECTORY = Path.of("/volume/log");
  private static final LogOptions SMALL = new LogOptions(8 << 10, 4 << 10);

  private final CrashDisk disk = new CrashDisk();
  private final Frames frames = new Frames();

  private DiskLog open(CrashDisk on, LogEnd end) throws IOException {
    return DiskLog.open(on, DIRECTORY, end, SMALL);
  }

  private void write(int count) throws IOException {
    try (DiskLog log = open(disk, LogEnd.EMPTY)) {
      frames.append(log, count);
      log.force();
    }
  }

  private Path firstFile() throws IOException {
    return LogFiles.in(disk, DIRECTORY).getFirst();
  }

  private void requirePrefix(Seen seen) {
    assertEquals(frames.all().subList(0, seen.frames().size()), seen.frames());
  }

  /** Whoever deletes what the log alone names relies on it. */
  @Test
  void trim_thenAPowerCut_bringsNothingBack() throws IOException {
    try (DiskLog log = open(disk, LogEnd.EMPTY)) {
      frames.append(log, 300);
      log.force();
      int before = LogFiles.in(disk, DIRECTORY).size();
      log.trim(new Position(250));

      List<Path> left = LogFiles.in(disk, DIRECTORY);
      assertTrue(left.size() < before - 1, left.size() + " of " + before + " files are left");
      for (int seed = 0; seed < 20; seed++) {
        assertEquals(left, LogFiles.in(disk.crash(seed), DIRECTORY));
      }
    }
  }

  @Test
  void scan_cutAtEveryByte_showsExactlyTheWholeFrames() throws IOException {
    write(20);
    byte[] bytes = disk.readAll(firstFile(), 1 << 20);
    List<Long> ends = ends();
    for (int cut = bytes.length; cut >= 0; cut--) {
      int length = cut;
      truncate(length);
      Seen seen = Seen.scan(disk, DIRECTORY);

      requirePrefix(seen);
      assertEquals(ends.stream().filter(end -> end <= length).count(), seen.frames().size());
      assertEquals(Optional.empty(), seen.result().damage());
    }
  }

  private List<Long> ends() throws IOException {
    Seen seen = Seen.scan(disk, DIRECTORY);
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < seen.frames().size(); i++) {
      ends.add(seen.places().get(i).offset() + FrameCodec.bytes(seen.frames().get(i)));
    }
    return ends;
  }

  private void truncate(long length) throws IOException {
    try (DiskFile file = disk.open(firstFile(), OpenMode.READ_WRITE)) {
      file.truncate(length);
    }
  }

  @Test
  void scan_everyByteFlipped_isNeverAWrongFrame() throws IOException {
    write(12);
    byte[] bytes = disk.readAll(firstFile(), 1 << 20);
    long end = ends().getLast();
    for (int at = 0; at < end; at++) {
      flip(at, bytes[at]);
      Seen seen = Seen.scan(disk, DIRECTORY);

      requirePrefix(seen);
      assertTrue(seen.frames().size() < 12);
      boolean behind = seen.frames().size() < 11;
      assertEquals(behind, seen.result().damage().isPresent());
      restore(at, bytes[at]);
    }
  }

  private void flip(int at, byte was) throws IOException {
    restore(at, (byte) (was ^ (1 << (at % 8))));
  }

  private void restore(int at, byte value) throws IOException {
    try (DiskFile file = disk.open(firstFile(), OpenMode.READ_WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {value}), at);
    }
  }

  @Test
  void scan_holeBelowTheMark_saysWhatIsLost() throws IOException {
    write(25);
    FramePlace place = Seen.scan(disk, DIRECTORY).places().get(14);
    flip((int) place.offset() + 60, (byte) 0);

    Damage damage = Seen.scan(disk, DIRECTORY).result().damage().orElseThrow();

    assertEquals(new Damage(new Position(15), place.file(), place.offset(), 10, true), damage);
    assertEquals(new Position(20), Seen.scan(disk, DIRECTORY).result().durableEnd());
  }

  @Test
  void scan_holeAboveTheMark_isNotDurable() throws IOException {
    write(25);
    flip((int) Seen.scan(disk, DIRECTORY).places().get(22).offset() + 60, (byte) 0);

    Damage damage = Seen.scan(disk, DIRECTORY).result().damage().orElseThrow();

    assertEquals(new Position(23), damage.position());
    assertEquals(2, damage.validFramesBehind());
    assertFalse(damage.durable());
  }

  @Test
  void scan_afterPowerCut_isNoShorterThanWhatWasForced() throws IOException {
    for (int round = 0; round < 20; round++) {
      powerCut(round);
    }
  }

  private static void powerCut(int round) throws IOException {
    Random random = new Random(round);
    CrashDisk disk = new CrashDisk();
    Frames frames = new Frames();
    int forced = 0;
    try (DiskLog log = DiskLog.open(disk, DIRECTORY, LogEnd.EMPTY, SMALL)) {
      for (int i = 0; i < 60; i++) {
        frames.append(log, Frames.frame(1, i + 1L, random.nextInt(2000)));
        if (random.nextInt(12) == 0) {
          log.force();
          forced = i + 1;
        }
      }
    }
    for (long seed = 0; seed < 40; seed++) {
      Seen seen = Seen.scan(disk.crash(seed), DIRECTORY);
      assertEquals(frames.all().subList(0, seen.frames().size()), seen.frames());
      assertTrue(seen.frames().size() >= forced, "round " + round + " seed " + seed);
    }
  }

  @Test
  void forceAll_pagesOfAKilledProcess_survivePowerCuts() throws IOException {
    try (DiskLog log = open(disk, LogEnd.EMPTY)) {
      frames.append(log, 150);
    }
    Log.forceAll(disk, DIRECTORY);

    for (long seed = 0; seed < 30; seed++) {
      assertEquals(frames.all(), Seen.scan(disk.crash(seed), DIRECTORY).frames());
    }
  }

  @Test
  void scan_afterPowerCutsAndRestarts_neverShowsCutHistory() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      restarts(seed);
    }
  }

  /** Each life appends, is cut off by the power, and goes on after what was found then. */
  private static void restarts(long seed) throws IOException {
    CrashDisk disk = new CrashDisk();
    List<Frame> truth = new ArrayList<>();
    Random random = new Random(seed);
    LogScan last = Seen.scan(disk, DIRECTORY).result();
    for (int life = 1; life <= 5; life++) {
      long epoch = last.lastEpoch() + 1;
      try (DiskLog log = DiskLog.open(disk, DIRECTORY, last.end(), SMALL)) {
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
          truth.add(lived(epoch, truth.size() + 1L, random));
          log.append(truth.getLast());
          if (i == 0) {
            log.force();
          }
        }
      }
      disk = disk.crash(seed * 10 + life);
      Seen seen = Seen.scan(disk, DIRECTORY);
      assertEquals(truth.subList(0, seen.frames().size()), seen.frames());
      assertTrue(seen.result().damage().stream().noneMatch(Damage::durable));
      truth = new ArrayList<>(seen.frames());
      last = seen.result();
      if (random.nextBoolean() && truth.size() > 3) {
        truth.removeLast();
        last = cut(disk, truth.size());
      }
    }
  }

  private static Frame lived(long epoch, long position, Random random) {
    byte[] payload = new byte[random.nextInt(1500)];
    random.nextBytes(payload);
    return new Frame(epoch, new Position(position), Instant.EPOCH, Position.NONE, payload);
  }

  private static LogScan cut(CrashDisk disk, int keep) throws IOException {
    LogEnd[] end = {LogEnd.EMPTY};
    LogScan all =
        new FrameReader(disk, DIRECTORY)
            .scan(
                (frame, crc, _) -> {
                  if (frame.position().value() <= keep) {
                    end[0] = new LogEnd(frame.position(), crc);
                  }
                });
    return new LogScan(end[0], all.durableEnd(), all.lastEpoch(), Optional.empty());
  }

  @Test
  void append_fullDisk_keepsAllEarlierFramesAndGoesOnLater() throws IOException {
    disk.setCapacity(40_000);
    try (DiskLog log = open(disk, LogEnd.EMPTY)) {
      assertThrows(
          OutOfSpaceException.class,
          () -> {
            while (true) {
              frames.append(log, frames.next(1000));
            }
          });
      assertTrue(frames.all().size() > 25);
      assertEquals(frames.all(), Seen.scan(disk, DIRECTORY).frames());
      disk.setCapacity(80_000);
      frames.append(log, 3);
      log.force();
    }

    assertEquals(frames.all(), Seen.scan(disk, DIRECTORY).frames());
  }

  @Test
  void append_failedMidway_isOverwrittenByTheNext() throws IOException {
    try (DiskLog log = open(disk, LogEnd.EMPTY)) {
      frames.append(log, 3);
      boolean[] failed = new boolean[1];
      disk.setFault(
          (operation, _) -> {
            if (operation == CrashDisk.Operation.WRITE && !failed[0]) {
              failed[0] = true;
              throw new IOException("failing once");
            }
          });
      assertThrows(IOException.class, () -> log.append(frames.next(700)));
      frames.append(log, frames.next(20));
      frames.append(log, 2);
    }

    assertEquals(frames.all(), Seen.scan(disk, DIRECTORY).frames());
  }
}
