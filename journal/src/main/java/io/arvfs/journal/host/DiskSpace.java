package io.arvfs.journal.host;

/**
 * The room of a file system.
 *
 * @param totalBytes its size
 * @param usableBytes what this process may still take
 */
public record DiskSpace(long totalBytes, long usableBytes) {}
