package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link CrashDisk}: as any disk, and what it loses. */
final class CrashDiskTest extends DiskContractTest {

  private static final Path DIRECTORY = Path.of("/crash/a/b");
  private static final Path FILE = DIRECTORY.resolve("f");
  private final CrashDisk disk = new CrashDisk();

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path parent() {
    return Path.of("/crash");
  }

  private static ByteBuffer pages(int count, int value) {
    byte[] bytes = new byte[count * CrashNode.PAGE_BYTES];
    java.util.Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void crash_forcedFileAndName_losesNothing() throws IOException {
    try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
      file.write(pages(3, 1), 0);
      file.force();
    }
    disk.forceDirectory(DIRECTORY);

    for (long seed = 0; seed < 50; seed++) {
      assertArrayEquals(pages(3, 1).array(), disk.crash(seed).readAll(FILE, 1 << 20));
    }
  }

  @Test
  void crash_unforcedPages_surviveSingly() throws IOException {
    Set<String> outcomes = new HashSet<>();
    try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
      file.write(pages(2, 1), 0);
      file.force();
      disk.forceDirectory(DIRECTORY);
      file.write(pages(2, 2), 0);
    }
    for (long seed = 0; seed < 100; seed++) {
      byte[] bytes = disk.crash(seed).readAll(FILE, 1 << 20);
      outcomes.add(bytes[0] + " " + bytes[CrashNode.PAGE_BYTES]);
    }

    assertEquals(Set.of("1 1", "1 2", "2 1", "2 2"), outcomes);
    assertArrayEquals(pages(2, 2).array(), disk.readAll(FILE, 1 << 20));
  }

  @Test
  void crash_unforcedName_mayGo() throws IOException {
    disk.open(FILE, OpenMode.CREATE).close();
    Set<Boolean> there = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      there.add(disk.crash(seed).exists(FILE));
    }

    assertEquals(Set.of(true, false), there);
  }

  @Test
  void crash_sameSeed_givesTheSameDisk() throws IOException {
    try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
      disk.forceDirectory(DIRECTORY);
      file.write(pages(20, 3), 0);
    }
    for (long seed = 0; seed < 20; seed++) {
      assertArrayEquals(
          disk.crash(seed).readAll(FILE, 1 << 20), disk.crash(seed).readAll(FILE, 1 << 20));
    }
  }

  @Test
  void force_failing_losesPagesAndTheNextSucceeds() throws IOException {
    try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
      disk.forceDirectory(DIRECTORY);
      disk.setFault(
          (operation, _) -> {
            if (operation == CrashDisk.Operation.FORCE) {
              throw new IOException("failing");
            }
          });
      file.write(pages(1, 4), 0);
      assertThrows(IOException.class, file::force);
      disk.setFault((_, _) -> {});
      file.force();
    }

    assertEquals(0, disk.crash(1).readAll(FILE, 1 << 20)[0]);
    assertEquals(4, disk.readAll(FILE, 1 << 20)[0]);
  }

  @Test
  void write_fullDisk_throwsAndRecoversAfterDeleting() throws IOException {
    disk.setCapacity(4L * CrashNode.PAGE_BYTES);
    try (DiskFile file = disk.open(FILE, OpenMode.CREATE)) {
      file.reserve(0, 4L * CrashNode.PAGE_BYTES);
      file.write(pages(4, 1), 0);
      assertThrows(
          OutOfSpaceException.class, () -> file.write(pages(1, 1), 4L * CrashNode.PAGE_BYTES));
    }
    assertEquals(0, disk.space(DIRECTORY).usableBytes());
    disk.delete(FILE);

    assertFalse(disk.exists(FILE));
    assertTrue(disk.space(DIRECTORY).usableBytes() > 0);
  }
}
