/**
 * Arvados over the wire: the port {@link io.arvfs.sync.arvados.Arvados} for records and commits,
 * {@link io.arvfs.sync.arvados.Keep} for blocks, and the HTTP clients behind both.
 *
 * <p>This package knows what each answer means and nothing about what to do next. Reads are
 * repeated here, with back-off, by one class that knows which failures are permanent. A commit is
 * never repeated here: its answer says exactly as much as is known about its fate.
 */
@NullMarked
package io.arvfs.sync.arvados;

import org.jspecify.annotations.NullMarked;
