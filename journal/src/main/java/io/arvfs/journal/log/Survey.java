package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;

/**
 * What a survey of a log found.
 *
 * @param first the first live frame; {@link Position#NONE} if there is none
 * @param last the last live frame that can be read
 * @param durableEnd the largest mark in a live frame
 * @param lastEpoch the largest epoch, 0 if there is no frame
 * @param frames how many live frames can be read
 * @param bytes what they take in their files
 */
public record Survey(
    Position first, Position last, Position durableEnd, long lastEpoch, long frames, long bytes) {}
