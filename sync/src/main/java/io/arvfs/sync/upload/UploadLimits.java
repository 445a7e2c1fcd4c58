package io.arvfs.sync.upload;

/**
 * The bounds of all uploads together.
 *
 * @param parallel blocks of one upload under way at once
 * @param buffers blocks of all uploads in memory at once, each up to 64 MiB
 */
public record UploadLimits(int parallel, int buffers) {

  /**
   * @throws IllegalArgumentException if either is not positive
   */
  public UploadLimits {
    if (parallel < 1 || buffers < 1) {
      throw new IllegalArgumentException(parallel + " at once with " + buffers + " buffers");
    }
  }

  /** What a mount uses: two at once, 128 MiB. */
  public static UploadLimits standard() {
    return new UploadLimits(2, 2);
  }
}
