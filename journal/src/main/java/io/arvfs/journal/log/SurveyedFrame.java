package io.arvfs.journal.log;

/**
 * A live frame as it stands on the disk.
 *
 * @param previousCrc the CRC of the frame before, as this one names it
 * @param crc its own
 * @param bytes what it takes in its file
 */
public record SurveyedFrame(Frame frame, int previousCrc, int crc, FramePlace place, int bytes) {}
