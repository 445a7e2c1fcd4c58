/**
 * Ordered durable frames whose payload is unknown here. {@link io.arvfs.journal.log.Log} writes
 * them, through Chronicle Queue or into plain files; {@link io.arvfs.journal.log.FrameReader} reads
 * the files of both; {@link io.arvfs.journal.log.Flusher} decides when they are forced.
 *
 * <p>The bytes of a frame are described at {@code FrameCodec}. This is the only package that knows
 * Chronicle.
 */
@NullMarked
package io.arvfs.journal.log;

import org.jspecify.annotations.NullMarked;
