package io.arvfs.mount.fuse;

/**
 * The flags of {@code open(2)}, as the kernel passes them.
 *
 * <p>{@code O_TRUNC} never arrives at an open: the kernel is asked to send a truncation as an
 * attribute change of its own after the open, so that a file shrinks in one place only. At a create
 * it may arrive, and says nothing there unless the file exists after all.
 */
public record OpenFlags(int bits) {

  private static final int ACCESS_MASK = 3;
  private static final int WRITE_ONLY = 1;
  private static final int READ_WRITE = 2;
  private static final int EXCLUSIVE = 0200;
  private static final int TRUNCATE = 01000;
  private static final int APPEND = 02000;

  public boolean reads() {
    return (bits & ACCESS_MASK) != WRITE_ONLY;
  }

  public boolean writes() {
    int access = bits & ACCESS_MASK;
    return access == WRITE_ONLY || access == READ_WRITE;
  }

  /** Whether the file must not exist yet ({@code O_EXCL}); only at a create. */
  public boolean exclusive() {
    return (bits & EXCLUSIVE) != 0;
  }

  /** Whether the file is to become empty ({@code O_TRUNC}); only at a create. */
  public boolean truncates() {
    return (bits & TRUNCATE) != 0;
  }

  /**
   * Whether each write goes to the end of the file ({@code O_APPEND}). The kernel computes the
   * offset of such a write from the size it last saw; who knows a newer one must use that.
   */
  public boolean appends() {
    return (bits & APPEND) != 0;
  }
}
