/**
 * Checkpoints: the index's column families at one position, in files of their own. A checkpoint
 * costs a replay less; it pins no bytes and holds nothing that the log does not say.
 */
@NullMarked
package io.arvfs.journal.checkpoint;

import org.jspecify.annotations.NullMarked;
