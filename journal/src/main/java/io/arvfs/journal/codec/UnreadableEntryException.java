package io.arvfs.journal.codec;

import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.nio.file.Path;

/** A frame is whole, yet its payload is not what this version of the program can read. */
public final class UnreadableEntryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean newer;

  UnreadableEntryException(String message, boolean newer, Throwable cause) {
    super(message, cause);
    this.newer = newer;
  }

  /** Whether a newer version of the program wrote it, so that nothing is damaged. */
  public boolean isNewer() {
    return newer;
  }

  /** The same in one line for who asked for a whole volume: which entry of which, what to do. */
  public UnreadableEntryException in(Path volume, Position position) {
    String help =
        newer
            ? "use the arv-fs that wrote it"
            : "arv-fs-journal verify " + volume + " says what is lost";
    return new UnreadableEntryException(
        "the entry %s of the volume %s cannot be read: %s; %s"
            .formatted(position, volume, getMessage(), help),
        newer,
        this);
  }
}
