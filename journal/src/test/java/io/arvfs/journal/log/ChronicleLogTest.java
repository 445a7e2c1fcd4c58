package io.arvfs.journal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.FileDisk;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ChronicleLog} on the real file system, and the traps it closes. */
final class ChronicleLogTest extends LogContractTest {

  private final Frames frames = new Frames();
  @TempDir private Path parent;

  /** Chronicle's own patience with a file without a header is more than twenty seconds. */
  private static final long MOST_NANOS = 15_000_000_000L;

  @Override
  Disk disk() {
    return new FileDisk();
  }

  @Override
  Path directory() {
    return parent.resolve("log");
  }

  @Override
  Log open(LogEnd end, LogOptions options) throws IOException {
    return ChronicleLog.open(directory(), end, options);
  }

  private void write(int count) throws IOException {
    try (Log log = open(frames.end(), LogOptions.DEFAULT)) {
      frames.append(log, count);
    }
  }

  private void overwrite(Path file, long offset, byte[] bytes) throws IOException {
    try (DiskFile open = disk().open(file, OpenMode.READ_WRITE)) {
      open.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  private Path lastFile() throws IOException {
    return LogFiles.in(disk(), directory()).getLast();
  }

  @Test
  void scan_headerPageTornAway_hidesNothing() throws IOException {
    write(50);
    overwrite(lastFile(), 0, new byte[65_000]);
    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());

    frames.startEpoch(2, frames.end());
    write(50);

    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
  }

  @Test
  void open_fileWithoutHeader_isNotWaitedFor() throws IOException {
    write(5);
    Path next = LogFiles.cycle(directory(), LogFiles.number(lastFile()) + 1);
    try (DiskFile file = disk().open(next, OpenMode.CREATE_NEW)) {
      file.truncate(0);
      file.reserve(0, 1 << 20);
    }
    long start = System.nanoTime();
    write(5);

    assertTrue(System.nanoTime() - start < MOST_NANOS);
    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
    assertEquals(3, LogFiles.in(disk(), directory()).size());
  }

  @Test
  void open_garbageInMetadata_isReplaced() throws IOException {
    write(5);
    byte[] garbage = new byte[4096];
    java.util.Arrays.fill(garbage, (byte) 0x5A);
    overwrite(directory().resolve("metadata.cq4t"), 0, garbage);
    write(5);

    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
  }

  @Test
  void scan_documentHeaderDestroyed_showsAllFrames() throws IOException {
    write(30);
    FramePlace place = Seen.scan(disk(), directory()).places().get(10);
    overwrite(place.file(), place.offset() - 4, new byte[] {-1, -1, -1, -1});

    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
    assertEquals(Optional.empty(), Seen.scan(disk(), directory()).result().damage());
  }

  @Test
  void append_interruptedThread_goesOn() throws IOException {
    try (Log log = open(LogEnd.EMPTY, new LogOptions(512 << 10, 64 << 10))) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 20; i++) {
        frames.append(log, frames.next(60_000));
      }
      log.force();
      assertTrue(Thread.interrupted());
    }

    assertEquals(frames.all(), Seen.scan(disk(), directory()).frames());
  }

  @Test
  void analytics_classPath_doesNotHaveIt() {
    for (String name :
        List.of(
            "net.openhft.chronicle.analytics.Analytics",
            "net.openhft.chronicle.analytics.internal.GoogleAnalytics4")) {
      assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
    }
    assertFalse(Boolean.getBoolean("chronicle.analytics.enable"));
  }
}
