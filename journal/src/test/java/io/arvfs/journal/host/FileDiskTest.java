package io.arvfs.journal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FileDisk}. */
final class FileDiskTest extends DiskContractTest {

  private final FileDisk disk = new FileDisk();
  @TempDir private Path parent;

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path parent() {
    return parent;
  }

  @Test
  void list_ofAFile_leavesTheLocksOnIt() throws IOException {
    Path file = Files.createFile(parent.resolve("lock"));
    String node = ":" + Files.getAttribute(file, "unix:ino") + " ";
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertTrue(held.isValid());

      assertEquals(List.of(), disk.list(file));
      var _ = disk.allocatedBytes(file);

      assertTrue(Files.readString(Path.of("/proc/locks")).contains(node), "the lock is gone");
    }
  }

  @Test
  void made_filesAndDirectories_areTheirOwnersOnly() throws IOException {
    Path file = parent.resolve("a/b/f");
    disk.open(file, OpenMode.CREATE_NEW).close();

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(parent.resolve("a/b"))));
  }

  /** What cannot be read past the cache by its nature, and what only fails. */
  @Test
  void open_direct_tellsWhatIsRefusedFromWhatFails() throws IOException {
    assertThrows(
        DirectReadRefusedException.class,
        () -> disk.open(Path.of("/proc/self/status"), OpenMode.READ_DIRECT).close());
    Path socket = parent.resolve("socket");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));

      IOException failed =
          assertThrows(IOException.class, () -> disk.open(socket, OpenMode.READ_DIRECT).close());
      assertFalse(failed instanceof DirectReadRefusedException, failed.toString());
    }
  }
}
