package io.arvfs.journal.event;

/**
 * Who may do what with an inode, as POSIX has it. No server keeps these; they live in the journal.
 *
 * @param mode the permission bits, set-id and sticky bits included (07777)
 */
public record Attributes(int mode, int uid, int gid) {

  /** All the bits that {@code mode} may have. */
  public static final int MODE_BITS = 07777;

  /**
   * @throws IllegalArgumentException if {@code mode} has a bit beyond {@link #MODE_BITS}
   */
  public Attributes {
    if ((mode & ~MODE_BITS) != 0) {
      throw new IllegalArgumentException("mode " + Integer.toOctalString(mode));
    }
  }
}
