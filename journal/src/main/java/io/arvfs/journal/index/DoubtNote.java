package io.arvfs.journal.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code NAME.doubt} beside the directory {@code NAME} of an index: something of it could
 * not be read or written, so it is to be made again. Damage in a file of rows shows only when
 * somebody asks for those rows, and would again after each start. Thread-safe.
 *
 * <p>Not forced: if the loss of power takes it away, the damage is met again.
 */
final class DoubtNote {

  private static final Logger LOG = LoggerFactory.getLogger(DoubtNote.class);

  private final Path index;
  private final Path note;
  private final AtomicBoolean left = new AtomicBoolean();

  DoubtNote(Path index) {
    this.index = index;
    this.note = index.resolveSibling(index.getFileName() + ".doubt");
  }

  /** Whether it was left, by this process or an earlier one. */
  boolean isThere() {
    return left.get() || Files.exists(note);
  }

  /** Leaves it and tells of it, once. */
  void leave(String why) {
    if (left.compareAndSet(false, true)) {
      LOG.error("{} is damaged; the next start makes it again: {}", index, why);
      try {
        Files.writeString(note, why.replaceAll("\\s+", " ") + "\n");
      } catch (IOException e) {
        LOG.error("{} cannot be written", note, e);
      }
    }
  }

  /** Takes it away: the index is gone. */
  void remove() throws IOException {
    Files.deleteIfExists(note);
    left.set(false);
  }
}
