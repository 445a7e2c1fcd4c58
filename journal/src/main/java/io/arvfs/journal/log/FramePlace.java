package io.arvfs.journal.log;

import java.nio.file.Path;

/** Where a frame starts on the disk. */
public record FramePlace(Path file, long offset) {}
