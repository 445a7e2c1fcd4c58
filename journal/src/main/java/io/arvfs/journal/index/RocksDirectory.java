package io.arvfs.journal.index;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory of a {@link RocksIndex}, and beside it the note that says not to believe it. */
public final class RocksDirectory implements IndexStore {

  private static final long LEAST_BUFFER_BYTES = 256L << 10;

  /** A quarter of what the reserve of a volume lends. */
  private static final int PART_OF_BOUND = 32;

  private final Path directory;
  private final List<Family> families;
  private final long bufferBytes;
  private final DoubtNote doubt;

  /**
   * @param bufferBytes rows of a family in memory before they are brought to the disk; after the
   *     disk was full RocksDB writes again only when so much is free
   */
  public RocksDirectory(Path directory, List<Family> families, long bufferBytes) {
    this.directory = directory;
    this.families = List.copyOf(families);
    this.bufferBytes = bufferBytes;
    this.doubt = new DoubtNote(directory);
  }

  /** In a volume of which nobody says how large it may be. */
  public RocksDirectory(Path directory, List<Family> families) {
    this(directory, families, RocksIndex.BUFFER_BYTES);
  }

  /** In a volume that may take {@code boundBytes} of the disk. */
  public static RocksDirectory within(long boundBytes, Path directory, List<Family> families) {
    long bytes = Math.max(LEAST_BUFFER_BYTES, boundBytes / PART_OF_BOUND);
    return new RocksDirectory(directory, families, Math.min(RocksIndex.BUFFER_BYTES, bytes));
  }

  @Override
  public RocksIndex open() throws IOException {
    return RocksIndex.open(directory, families, bufferBytes, doubt);
  }

  @Override
  public boolean isDoubted() {
    return doubt.isThere();
  }

  /** The note goes last: of an index that is half deleted nothing is to be believed. */
  @Override
  public void delete() throws IOException {
    if (Files.exists(directory)) {
      Files.walkFileTree(directory, new Deletion());
    }
    doubt.remove();
  }

  /** Deletes files, and directories after what they hold. */
  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.delete(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
