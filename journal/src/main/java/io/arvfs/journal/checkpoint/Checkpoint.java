package io.arvfs.journal.checkpoint;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Family;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole checkpoint on the disk.
 *
 * @param file where it lies
 * @param bytes what it takes of the disk
 * @param applied where an index stands that has loaded it; of use only if the log has that frame
 * @param families those it has, in its order
 */
public record Checkpoint(Path file, long bytes, Applied applied, List<Family> families) {

  public Checkpoint {
    families = List.copyOf(families);
  }

  public Position position() {
    return applied.position();
  }
}
