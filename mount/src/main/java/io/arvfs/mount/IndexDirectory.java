package io.arvfs.mount;

import io.arvfs.fs.tree.RowsFormat;
import io.arvfs.journal.JournalReader;
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
final class IndexDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(IndexDirectory.class);

  private IndexDirectory() {}

  /** An index that stands at an entry of {@code journal}, perhaps before the first. */
  static RocksIndex open(Path directory, JournalReader journal) throws IOException {
    try {
      RocksIndex index = RocksIndex.open(directory, Projection.families());
      if (RowsFormat.isCurrent(index) && journal.has(index.applied())) {
        return index;
      }
      LOG.info(
          "the index tells of another history, or in another form; making it again from the journal");
      index.close();
    } catch (IOException e) {
      LOG.info("the index cannot be opened; making it again from the journal", e);
    }
    delete(directory);
    return RocksIndex.open(directory, Projection.families());
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
