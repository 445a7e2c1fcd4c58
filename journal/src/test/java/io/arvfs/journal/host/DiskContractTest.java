package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk does. */
abstract class DiskContractTest {

  private Path directory = Path.of("unset");
  private Path file = directory;

  abstract Disk disk();

  abstract Path parent();

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = parent().resolve("a/b");
    file = directory.resolve("file");
    disk().makeDirectories(directory);
  }

  private void write(Path path, String text) throws IOException {
    try (DiskFile open = disk().open(path, OpenMode.CREATE)) {
      open.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
    }
  }

  private String text(Path path) throws IOException {
    return new String(disk().readAll(path, 100), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void open_missingOrPresent_followsTheMode() throws IOException {
    assertThrows(NoSuchFileException.class, () -> disk().open(file, OpenMode.READ));
    assertThrows(NoSuchFileException.class, () -> disk().open(file, OpenMode.READ_WRITE));
    disk().open(file, OpenMode.CREATE_NEW).close();
    assertThrows(FileAlreadyExistsException.class, () -> disk().open(file, OpenMode.CREATE_NEW));
    disk().open(file, OpenMode.CREATE).close();
    disk().open(file, OpenMode.READ).close();

    assertTrue(disk().exists(file));
    assertEquals(0, disk().size(file));
  }

  @Test
  void write_beyondTheEnd_leavesZeros() throws IOException {
    try (DiskFile open = disk().open(file, OpenMode.CREATE)) {
      open.write(ByteBuffer.wrap(new byte[] {1, 2}), 9_999);
      ByteBuffer read = ByteBuffer.allocate(4);

      assertEquals(3, open.read(read, 9_998));
      assertArrayEquals(new byte[] {0, 1, 2, 0}, read.array());
      assertEquals(10_001, open.size());
      assertEquals(-1, open.read(ByteBuffer.allocate(1), 10_001));
      assertEquals(0, open.read(ByteBuffer.allocate(0), 5));
    }
  }

  @Test
  void truncate_thenGrow_readsZeros() throws IOException {
    try (DiskFile open = disk().open(file, OpenMode.CREATE)) {
      open.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
      open.truncate(1);
      open.truncate(50);
      assertEquals(1, open.size());
      open.write(ByteBuffer.wrap(new byte[] {4}), 3);
    }

    assertArrayEquals(new byte[] {1, 0, 0, 4}, disk().readAll(file, 4));
    assertThrows(IOException.class, () -> disk().readAll(file, 3));
  }

  @Test
  void reserve_beyondTheEnd_growsAndAllocates() throws IOException {
    try (DiskFile open = disk().open(file, OpenMode.CREATE)) {
      open.write(ByteBuffer.wrap(new byte[] {7}), 0);
      open.reserve(0, 100_000);

      assertEquals(100_000, open.size());
      assertTrue(disk().allocatedBytes(file) >= 100_000);
      ByteBuffer read = ByteBuffer.allocate(2);
      open.read(read, 0);
      assertArrayEquals(new byte[] {7, 0}, read.array());
    }
  }

  @Test
  void write_throughReadHandle_isRefused() throws IOException {
    write(file, "x");
    try (DiskFile open = disk().open(file, OpenMode.READ)) {
      assertThrows(Exception.class, () -> open.write(ByteBuffer.allocate(1), 0));
    }

    assertEquals("x", text(file));
  }

  @Test
  void rename_ontoAnother_replacesIt() throws IOException {
    write(file, "new");
    Path other = directory.resolve("other");
    write(other, "old");

    disk().rename(file, other);
    disk().forceDirectory(directory);

    assertEquals(List.of(other), disk().list(directory));
    assertEquals("new", text(other));
  }

  @Test
  void list_anyDirectory_isSortedWithDirectories() throws IOException {
    write(directory.resolve("z"), "");
    write(directory.resolve("c"), "");
    disk().makeDirectories(directory.resolve("m"));

    assertEquals(
        List.of(directory.resolve("c"), directory.resolve("m"), directory.resolve("z")),
        disk().list(directory));
    assertEquals(List.of(), disk().list(directory.resolve("none")));
  }

  @Test
  void delete_openFile_staysReadableThroughItsHandle() throws IOException {
    write(file, "x");
    try (DiskFile open = disk().open(file, OpenMode.READ)) {
      disk().delete(file);
      disk().delete(file);

      assertFalse(disk().exists(file));
      assertEquals(1, open.read(ByteBuffer.allocate(5), 0));
    }
  }

  @Test
  void read_closedFile_throws() throws IOException {
    DiskFile open = disk().open(file, OpenMode.CREATE);
    open.force();
    open.close();

    assertThrows(ClosedChannelException.class, () -> open.read(ByteBuffer.allocate(1), 0));
  }

  @Test
  void space_existingPath_isPositive() throws IOException {
    assertTrue(disk().space(directory).usableBytes() > 0);
    assertThrows(IOException.class, () -> disk().space(directory.resolve("none")));
  }

  @Test
  void read_interruptedThread_leavesTheFileOpen() throws IOException {
    write(file, "x");
    try (DiskFile open = disk().open(file, OpenMode.READ_WRITE)) {
      Thread.currentThread().interrupt();
      assertEquals(1, open.read(ByteBuffer.allocate(1), 0));
      open.force();
      assertTrue(Thread.interrupted());
      assertEquals(1, open.size());
    }
  }
}
