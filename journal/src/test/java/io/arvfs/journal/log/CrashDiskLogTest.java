package io.arvfs.journal.log;

import io.arvfs.journal.host.CrashDisk;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** {@link DiskLog} in memory. */
final class CrashDiskLogTest extends LogContractTest {

  private final CrashDisk disk = new CrashDisk();

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path directory() {
    return Path.of("/volume/log");
  }

  @Override
  Log open(LogEnd end, LogOptions options) throws IOException {
    return DiskLog.open(disk, directory(), end, options);
  }
}
