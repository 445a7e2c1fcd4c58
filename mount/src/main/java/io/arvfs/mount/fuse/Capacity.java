package io.arvfs.mount.fuse;

/**
 * How large the volume is and what is free, for {@code statfs(2)}: {@code blocks} and the two
 * counts after it in units of {@code blockSize} bytes, files in inodes.
 */
public record Capacity(
    int blockSize, long blocks, long free, long available, long files, long filesFree) {}
