package io.arvfs.mount;

import io.arvfs.journal.JournalReader;
import io.arvfs.journal.index.CachedIndex;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RocksIndex;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index of a volume on the disk: opened if it tells of this journal, else made anew. */
public final class IndexDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(IndexDirectory.class);

  /** Some tens of thousands of rows. */
  private static final long ROW_CACHE_BYTES = 8L << 20;

  private IndexDirectory() {}

  /** An index that stands at an entry of {@code journal}, perhaps before the first. */
  public static Index open(Path directory, JournalReader journal) throws IOException {
    try {
      Index index = open(directory);
      if (journal.has(index.applied())) {
        return index;
      }
      LOG.info("the index tells of another history; making it again from the journal");
      index.close();
    } catch (IOException e) {
      LOG.info("the index cannot be opened; making it again from the journal", e);
    }
    delete(directory);
    return open(directory);
  }

  private static Index open(Path directory) throws IOException {
    return new CachedIndex(RocksIndex.open(directory, Projection.families()), ROW_CACHE_BYTES);
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
