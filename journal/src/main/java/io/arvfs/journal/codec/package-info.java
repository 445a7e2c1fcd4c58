/** Entries as bytes and back: numbered kinds, each with a golden file that is never edited. */
@NullMarked
package io.arvfs.journal.codec;

import org.jspecify.annotations.NullMarked;
