package io.arvfs.mount.fuse;

import java.io.IOException;

/** The mount could not be made; the message is one line for the person who asked for it. */
public final class MountRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why a mount is refused. */
  public enum Reason {
    /** {@code /dev/fuse} is absent or may not be opened. */
    NO_DEVICE,
    /** No {@code fusermount3}, without which only root can mount. */
    NO_FUSERMOUNT,
    /** libfuse3 is absent or does not work with this runtime. */
    NO_LIBRARY,
    /** Nothing is at the mount point. */
    MOUNT_POINT_MISSING,
    /** The mount point is something else than a directory. */
    NOT_A_DIRECTORY,
    /** The mount point carries a FUSE mount that is alive. */
    ALREADY_MOUNTED,
    /** The system says the mount point is in use. */
    BUSY,
    /** Anything else; the line has what the library said. */
    OTHER
  }

  private final Reason reason;

  MountRefusedException(Reason reason, String line) {
    super(line);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** What is wrong and what to do, in one line. */
  public String line() {
    return String.valueOf(getMessage());
  }
}
