/**
 * The journal of a volume: append, force, replay. What stands in it has happened; everything else
 * can be made again from it.
 */
@NullMarked
package io.arvfs.journal;

import org.jspecify.annotations.NullMarked;
