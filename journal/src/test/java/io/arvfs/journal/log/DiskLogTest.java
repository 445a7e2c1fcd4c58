package io.arvfs.journal.log;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** {@link DiskLog} on the real file system. */
final class DiskLogTest extends LogContractTest {

  @TempDir private Path parent;

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
    return DiskLog.open(disk(), directory(), end, options);
  }
}
