package io.arvfs.cli.journal;

import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.HeapIndex;
import io.arvfs.journal.index.RocksIndex;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.mount.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a volume's index on the disk says, read without writing there. Of a live mount that is what
 * it flushed last; of one whose index was deleted, nothing.
 *
 * @param digest of all rows
 */
public record IndexOnDisk(Applied applied, String digest) {

  /** A live mount may replace files just while they are opened. */
  private static final int TRIES = 5;

  /** Reads the index in {@code directory}. */
  public static IndexOnDisk read(Path directory) throws IOException {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      String nothing = RowsDigest.of(new HeapIndex(Projection.families()), Projection.families());
      return new IndexOnDisk(Applied.NOTHING, nothing);
    }
    Path scratch = Files.createTempDirectory("arv-fs-index");
    try {
      for (int tries = 1; ; tries++) {
        try {
          return readOnce(directory, scratch);
        } catch (IOException e) {
          if (tries == TRIES) {
            throw e;
          }
        }
      }
    } finally {
      delete(scratch);
    }
  }

  private static IndexOnDisk readOnce(Path directory, Path scratch) throws IOException {
    try (RocksIndex index = RocksIndex.openReadOnly(directory, scratch, Projection.families())) {
      return new IndexOnDisk(index.applied(), RowsDigest.of(index, Projection.families()));
    }
  }

  private static void delete(Path scratch) throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(scratch);
  }
}
