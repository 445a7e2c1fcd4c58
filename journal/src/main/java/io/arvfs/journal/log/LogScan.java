package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.util.Optional;

/**
 * What a scan of the log found.
 *
 * @param end the last frame of the unbroken chain; {@link LogEnd#EMPTY} if there is none
 * @param durableEnd the largest mark readable in a live frame, also behind damage
 * @param lastEpoch the largest epoch readable, 0 if there is no frame
 * @param damage the first hole in the chain, if frames stand behind it
 */
public record LogScan(LogEnd end, Position durableEnd, long lastEpoch, Optional<Damage> damage) {}
