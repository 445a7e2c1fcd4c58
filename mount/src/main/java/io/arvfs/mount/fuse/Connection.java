package io.arvfs.mount.fuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's side of a mount, as it shows under {@code /sys}, by the mount's device number.
 *
 * @param device {@code major:minor}
 * @param minor the connection's number
 */
record Connection(String device, String minor) {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");
  private static final Path DEVICES = Path.of("/sys/class/bdi");

  static Connection of(MountTable.Row row) {
    return new Connection(row.device(), row.minor());
  }

  /** Whether the mount at {@code point} is the one of this connection. */
  boolean isMountedAt(Path point) {
    try {
      return MountTable.read().at(point).filter(row -> row.device().equals(device)).isPresent();
    } catch (IOException e) {
      LOG.warn("the list of mounts cannot be read: {}", e.toString());
      return false;
    }
  }

  /** Has the kernel read this far ahead; only root may, for others its 128 KiB stay. */
  void readAhead(int kib) {
    try {
      write(DEVICES.resolve(device).resolve("read_ahead_kb"), Integer.toString(kib));
    } catch (IOException e) {
      LOG.debug("read-ahead stays as it is: {}", e.toString());
    }
  }

  /** Fails every request under way and every later one; the loop threads then end. */
  boolean abort() {
    try {
      if (Files.exists(CONNECTIONS.resolve(minor))) {
        write(CONNECTIONS.resolve(minor).resolve("abort"), "1");
        return true;
      }
      return abortThroughOwnMount();
    } catch (IOException e) {
      LOG.warn("the connection cannot be aborted: {}", e.toString());
      return false;
    }
  }

  /** In a container the control files may not be mounted; root can have them for a moment. */
  private boolean abortThroughOwnMount() throws IOException {
    Path directory = Files.createTempDirectory("arv-fuse-control-");
    try (NativePath type = NativePath.of("fusectl".getBytes(US_ASCII));
        NativePath target = NativePath.of(MountTable.bytes(directory))) {
      if (Native.LIBC.mount(type.address(), target.address(), type.address(), 0, 0) != 0) {
        LOG.warn("the connection cannot be aborted: no control files");
        return false;
      }
      try {
        write(directory.resolve(minor).resolve("abort"), "1");
        return true;
      } finally {
        var _ = Detachment.detachLazily(directory);
      }
    } finally {
      Files.delete(directory);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(US_ASCII), StandardOpenOption.WRITE);
  }
}
