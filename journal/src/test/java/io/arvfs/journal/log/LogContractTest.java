package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every log does, read back by the one reader. */
abstract class LogContractTest {

  private final Frames frames = new Frames();

  abstract Disk disk();

  abstract Path directory();

  abstract Log open(LogEnd end, LogOptions options) throws IOException;

  private Log open() throws IOException {
    return open(LogEnd.EMPTY, LogOptions.DEFAULT);
  }

  private Seen scan() throws IOException {
    return Seen.scan(disk(), directory());
  }

  @Test
  void scan_freshLog_isEmpty() throws IOException {
    open().close();

    assertEquals(new LogScan(LogEnd.EMPTY, Position.NONE, 0, Optional.empty()), scan().result());
  }

  @Test
  void scan_noDirectory_isEmpty() throws IOException {
    assertEquals(LogEnd.EMPTY, scan().result().end());
  }

  @Test
  void append_thenScan_showsTheSameFramesInOrder() throws IOException {
    try (Log log = open()) {
      frames.append(log, 100);
    }

    assertEquals(frames.all(), scan().frames());
    assertEquals(frames.end(), scan().result().end());
    assertEquals(new Position(90), scan().result().durableEnd());
    assertEquals(1, scan().result().lastEpoch());
  }

  @Test
  void append_logStillOpen_isSeenByReader() throws IOException {
    try (Log log = open()) {
      frames.append(log, 3);

      assertEquals(frames.all(), scan().frames());
    }
  }

  @Test
  void close_givesBackWhatWasReserved() throws IOException {
    long reserved;
    try (Log log = open(LogEnd.EMPTY, new LogOptions(8 << 20, 2 << 20))) {
      frames.append(log, 3);
      reserved = log.allocatedBytes();
    }
    long left = disk().allocatedBytesBelow(directory());

    assertTrue(reserved >= 2 << 20, reserved + " bytes");
    assertTrue(left <= reserved - (1 << 20), left + " bytes are left of " + reserved);
    assertEquals(frames.all(), scan().frames());
  }

  /** Makes the frames of the log's only file look as if a newer version had written them. */
  private void makeNewer() throws IOException {
    Path file = LogFiles.in(disk(), directory()).getFirst();
    byte[] bytes = disk().readAll(file, 64 << 20);
    ByteBuffer view = ByteBuffer.wrap(bytes);
    for (int i = 0; i + Long.BYTES <= bytes.length; i++) {
      if (view.getLong(i) == FrameCodec.MAGIC) {
        bytes[i + Long.BYTES - 1]++;
      }
    }
    try (DiskFile open = disk().open(file, OpenMode.READ_WRITE)) {
      open.write(view, 0);
    }
  }

  @Test
  void scan_framesOfANewerFormat_areRefusedInOneLine() throws IOException {
    try (Log log = open()) {
      frames.append(log, 3);
    }
    makeNewer();

    String said = assertThrows(NewerLogException.class, this::scan).toString();
    assertTrue(said.contains("format 2") && !said.contains("\n"), said);
  }

  @Test
  void scan_oneFrameWhoseFormatFlipped_isDamageLikeAnyOther() throws IOException {
    try (Log log = open()) {
      frames.append(log, 1);
    }
    makeNewer();

    assertEquals(LogEnd.EMPTY, scan().result().end());
  }

  @Test
  void append_longestPayload_isReadBack() throws IOException {
    try (Log log = open()) {
      frames.append(log, frames.next(Frame.MAX_PAYLOAD_BYTES));
      frames.append(log, frames.next(0));
      frames.append(log, frames.next(Frame.MAX_PAYLOAD_BYTES));
    }

    assertEquals(frames.all(), scan().frames());
  }

  @Test
  void append_gapInPositions_isRefused() throws IOException {
    try (Log log = open()) {
      frames.append(log, 1);
      Frame skipping = Frames.frame(1, 3, 10);

      assertThrows(IllegalArgumentException.class, () -> log.append(skipping));
      frames.append(log, 1);
    }

    assertEquals(frames.all(), scan().frames());
  }

  @Test
  void roll_byHandAndBySize_losesNothing() throws IOException {
    try (Log log = open(LogEnd.EMPTY, new LogOptions(512 << 10, 64 << 10))) {
      for (int i = 0; i < 30; i++) {
        frames.append(log, frames.next(60_000));
      }
      log.roll();
      frames.append(log, 2);
      log.force();
    }

    assertTrue(LogFiles.in(disk(), directory()).size() > 3);
    assertEquals(frames.all(), scan().frames());
  }

  @Test
  void open_again_goesOnInANewFile() throws IOException {
    try (Log log = open()) {
      frames.append(log, 5);
    }
    frames.startEpoch(2, frames.end());
    try (Log log = open(frames.end(), LogOptions.DEFAULT)) {
      frames.append(log, 5);
    }

    assertEquals(2, LogFiles.in(disk(), directory()).size());
    assertEquals(frames.all(), scan().frames());
    assertEquals(2, scan().result().lastEpoch());
  }

  @Test
  void open_afterCut_hidesWhatWasCutForEver() throws IOException {
    try (Log log = open()) {
      frames.append(log, 10);
    }
    frames.cutAfter(6);
    frames.startEpoch(2, frames.end());
    try (Log log = open(frames.end(), LogOptions.DEFAULT)) {
      frames.append(log, 1);
    }

    assertEquals(frames.all(), scan().frames());
    assertEquals(Optional.empty(), scan().result().damage());
  }

  @Test
  void scanAfter_anyPosition_showsOnlyLaterFrames() throws IOException {
    try (Log log = open(LogEnd.EMPTY, new LogOptions(256 << 10, 64 << 10))) {
      for (int i = 0; i < 12; i++) {
        frames.append(log, frames.next(50_000));
      }
    }

    for (int after = 0; after <= 12; after++) {
      Seen seen = Seen.scanAfter(disk(), directory(), after);
      assertEquals(frames.all().subList(after, 12), seen.frames());
      assertEquals(frames.end(), seen.result().end());
      assertEquals(Optional.empty(), seen.result().damage());
    }
  }

  @Test
  void trim_throughPosition_keepsAllLaterFrames() throws IOException {
    try (Log log = open(LogEnd.EMPTY, new LogOptions(256 << 10, 64 << 10))) {
      for (int i = 0; i < 12; i++) {
        frames.append(log, frames.next(50_000));
      }
      log.force();
      int files = LogFiles.in(disk(), directory()).size();
      log.trim(new Position(7));

      assertTrue(LogFiles.in(disk(), directory()).size() < files);
      assertEquals(frames.all().subList(7, 12), Seen.scanAfter(disk(), directory(), 7).frames());
      assertTrue(Seen.scanAfter(disk(), directory(), 0).result().damage().isPresent());
      assertEquals(Optional.empty(), scan().result().damage());
    }
  }

  @Test
  void allocatedBytes_idleLog_isSmall() throws IOException {
    try (Log log = open()) {
      frames.append(log, 1);
      log.force();

      assertTrue(log.allocatedBytes() < 4 << 20, "allocated " + log.allocatedBytes());
    }
  }

  @Test
  void force_besideAppendsAndRolls_neverFails() throws Exception {
    RealTasks tasks = new RealTasks();
    AtomicBoolean done = new AtomicBoolean();
    List<IOException> failures = Collections.synchronizedList(new ArrayList<>());
    try (Log log = open(LogEnd.EMPTY, new LogOptions(512 << 10, 64 << 10))) {
      Tasks.Task forcing =
          tasks.start(
              "forcing",
              () -> {
                while (!done.get()) {
                  try {
                    log.force();
                  } catch (IOException e) {
                    failures.add(e);
                  }
                }
              });
      for (int i = 0; i < 100; i++) {
        frames.append(log, frames.next(20_000));
      }
      done.set(true);
      forcing.join();
    }

    assertEquals(List.of(), failures);
    assertEquals(frames.all(), scan().frames());
  }

  @Test
  void open_besideFilesOfOtherNames_takesThemForNoneOfTheLog() throws IOException {
    Frames frames = new Frames();
    try (Log log = open(LogEnd.EMPTY, LogOptions.DEFAULT)) {
      frames.append(log, 10);
    }
    Frames foreign = new Frames();
    Path other = directory().resolveSibling("other");
    try (Log log = DiskLog.open(disk(), other, LogEnd.EMPTY, LogOptions.DEFAULT)) {
      foreign.append(log, 20);
    }
    byte[] bytes = disk().readAll(LogFiles.frames(other, 1), 1 << 20);
    for (String name :
        List.of("x.frames", "00000000.frames", "20261301F.cq4", "old19700102F.cq4", "F.cq4")) {
      try (DiskFile stray = disk().open(directory().resolve(name), OpenMode.CREATE_NEW)) {
        stray.write(ByteBuffer.wrap(bytes), 0);
      }
    }
    try (Log log = open(frames.end(), LogOptions.DEFAULT)) {
      frames.append(log, 10);
      assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
      log.force();
      log.trim(new Position(20));
    }

    assertTrue(disk().exists(directory().resolve("x.frames")));
    assertTrue(disk().list(directory()).stream().anyMatch(f -> f.toString().contains("20261301F")));
  }
}
