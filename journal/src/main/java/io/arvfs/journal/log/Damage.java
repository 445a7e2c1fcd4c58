package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import java.nio.file.Path;

/**
 * A hole in the log: a frame that cannot be read although live frames stand behind it. (Unreadable
 * bytes with nothing behind them are an unfinished append, and no damage.)
 *
 * @param position the entry that is missing
 * @param file the file in which the search for it began
 * @param offset where in that file: the end of the last good frame, or if there is none the start
 *     of the first frame
 * @param validFramesBehind live frames, each valid in itself, that stand behind the hole
 * @param durable whether the missing entry is at or below the durable end, so that something
 *     acknowledged is lost
 */
public record Damage(
    Position position, Path file, long offset, long validFramesBehind, boolean durable) {}
