package io.arvfs.journal.segment;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.FileDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Segments on the real file system. */
final class FileSegmentsTest extends SegmentsContractTest {

  @TempDir private Path parent;

  @Override
  Disk disk() {
    return new FileDisk();
  }

  @Override
  Path directory() {
    return parent.resolve("segments");
  }
}
