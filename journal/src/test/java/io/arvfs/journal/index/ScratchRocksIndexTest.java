package io.arvfs.journal.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Rows in a RocksDB that is thrown away. */
final class ScratchRocksIndexTest extends IndexContractTest {

  @TempDir private Path temporary;

  @Override
  Index index() throws IOException {
    return RocksIndex.openScratch(
        Files.createTempDirectory(temporary, "index"), RowsModel.FAMILIES);
  }
}
