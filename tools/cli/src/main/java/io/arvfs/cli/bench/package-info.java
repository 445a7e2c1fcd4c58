/**
 * The measuring loops of {@code bin/bench}: the same code for the mount and for what it is compared
 * with, so that a ratio says something of the file systems alone.
 */
@NullMarked
package io.arvfs.cli.bench;

import org.jspecify.annotations.NullMarked;
