/** The volume: one tree with one writer, the only door for commands and for reads. */
@NullMarked
package io.arvfs.fs;

import org.jspecify.annotations.NullMarked;
