package io.arvfs.journal.log;

import java.nio.file.Path;

/**
 * Where a frame starts on the disk.
 *
 * @param previousCrc the CRC of the frame before, as this one names it
 */
public record FramePlace(Path file, long offset, int previousCrc) {}
