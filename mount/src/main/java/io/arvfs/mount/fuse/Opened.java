package io.arvfs.mount.fuse;

/**
 * An open file or directory. {@code handle} is the implementation's own number, which the kernel
 * gives back with each request; all 64 bits are free. {@code keepCache} tells the kernel to keep
 * the pages it has of the file from earlier opens; say so only if every change since was pushed
 * with {@link FuseSession#invalidateNode}.
 */
public record Opened(long handle, boolean keepCache) {

  /** An open file of which the kernel drops what it had cached. */
  public static Opened of(long handle) {
    return new Opened(handle, false);
  }
}
