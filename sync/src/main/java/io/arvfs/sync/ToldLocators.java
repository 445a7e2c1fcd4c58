package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.sync.arvados.Locator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Keep told of blocks that no manifest names yet: without these signatures a later process
 * would have to send them again. One a line in a file beside the requests, which its owner alone
 * reads. It is never forced, and where there is no room for it there is none: who misses a line
 * sends that block again. Thread-safe.
 */
final class ToldLocators {

  private static final Logger LOG = LoggerFactory.getLogger(ToldLocators.class);
  private static final String NAME = "stored.locators";

  /** The longest file that is read: some hundred thousand lines. */
  private static final int MAX_BYTES = 64 << 20;

  private final Disk disk;
  private final Path directory;
  private final Path file;

  ToldLocators(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  /** Keeps one more, if it can. */
  synchronized void add(Locator locator) {
    try {
      disk.makeDirectories(directory);
      try (DiskFile out = disk.open(file, OpenMode.CREATE)) {
        out.write(ByteBuffer.wrap((locator + "\n").getBytes(US_ASCII)), out.size());
      }
    } catch (IOException e) {
      LOG.debug("a later process would have to send a block again: {}", e.getMessage());
    }
  }

  /** All that were kept, oldest first, as far as they can be read. */
  synchronized List<Locator> read() {
    List<Locator> found = new ArrayList<>();
    try {
      if (disk.exists(file)) {
        new String(disk.readAll(file, MAX_BYTES), US_ASCII)
            .lines()
            .forEach(line -> add(line, found));
      }
    } catch (IOException e) {
      LOG.debug("blocks that are in Keep are sent again: {}", e.getMessage());
    }
    return found;
  }

  /** The end of a line may be missing, or a page of the file. */
  private static void add(String line, List<Locator> found) {
    try {
      found.add(Locator.parse(line));
    } catch (IllegalArgumentException e) {
      LOG.debug("no locator: {}", e.getMessage());
    }
  }

  /** Forgets all. */
  synchronized void clear() {
    try {
      disk.delete(file);
    } catch (IOException e) {
      LOG.debug("old signatures stay until the next commit: {}", e.getMessage());
    }
  }

  /** Whether {@code file} is this and no request. */
  static boolean isOne(Path file) {
    return file.endsWith(NAME);
  }
}
